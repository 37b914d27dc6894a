package dev.cloudjar.cloud;

import java.util.List;

/** Decides every call, from outside or between services. What it does not know, it denies. */
public interface Gate {

  /** Whether {@code call} may use every action in {@code needs}. */
  Decision decide(Call call, List<Need> needs);

  /**
   * One action on one resource.
   *
   * @param action such as {@code sqs:SendMessage}
   */
  record Need(String action, Resource resource) {}

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
     */
    record Denied(Need need, boolean explicit, String reason) implements Decision {}
  }
}
