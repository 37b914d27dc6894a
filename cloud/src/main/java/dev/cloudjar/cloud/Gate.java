package dev.cloudjar.cloud;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides every call, from outside or between services. What it does not know, it denies. */
public interface Gate {

  /** Whether {@code call} may use every action in {@code needs}. */
  Decision decide(Call call, List<Need> needs);

  /**
   * One action on one resource.
   *
   * @param action such as {@code sqs:SendMessage}
   * @param context the condition keys that the operation itself brings, such as {@code s3:prefix},
   *     in small letters, with their values
   */
  record Need(String action, Resource resource, Map<String, List<String>> context) {
    public Need(String action, Resource resource) {
      this(action, resource, Map.of());
    }

    /** This need with a condition key more; without values it is as if the key were absent. */
    public Need with(String key, List<String> values) {
      if (values.isEmpty()) {
        return this;
      }
      Map<String, List<String>> more = new HashMap<>(context);
      more.put(key.toLowerCase(Locale.ROOT), List.copyOf(values));
      return new Need(action, resource, more);
    }

    /** This need with a condition key more; null is as if the key were absent. */
    public Need with(String key, @Nullable String value) {
      return value == null ? this : with(key, List.of(value));
    }

    /** This need with the tags that the request brings, which policies know by the names of AWS. */
    public Need withRequestTags(Map<String, String> tags) {
      if (tags.isEmpty()) {
        return this;
      }
      Map<String, List<String>> more = new HashMap<>(context);
      tags.forEach(
          (key, value) ->
              more.put("aws:requesttag/" + key.toLowerCase(Locale.ROOT), List.of(value)));
      more.put("aws:tagkeys", List.copyOf(tags.keySet()));
      return new Need(action, resource, more);
    }
  }

  /** What the gate says. */
  sealed interface Decision {
    /** Go ahead. */
    record Allowed() implements Decision {}

    /**
     * Refused.
     *
     * @param need what was refused
     * @param explicit whether a statement denies it, rather than none allowing it
     * @param reason the rest of the sentence that begins "… is not authorized to perform: …", such
     *     as "because no resource-based policy allows the sqs:SendMessage action"
     * @param id under which it can be explained; empty where it cannot
     */
    record Denied(Need need, boolean explicit, String reason, String id) implements Decision {
      public Denied(Need need, boolean explicit, String reason) {
        this(need, explicit, reason, "");
      }
    }
  }
}
