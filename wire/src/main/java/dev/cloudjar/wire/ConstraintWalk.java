package dev.cloudjar.wire;

import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ShapeModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** One walk through one request, noting what is wrong with it. */
final class ConstraintWalk {

  /** More than these are not reported at once. */
  private static final int MOST_PROBLEMS = 10;

  /** Deeper than any request that a service takes. */
  private static final int DEEPEST = 64;

  private final ServiceModel service;
  private final ConstraintRules rules;
  private final boolean values;
  private final boolean enumerations;
  private final List<String> problems = new ArrayList<>(0);
  private @Nullable Missing missing;

  /**
   * A walk.
   *
   * @param values whether to look at values too, and not only at what is missing
   */
  ConstraintWalk(
      ServiceModel service, ConstraintRules rules, boolean values, boolean enumerations) {
    this.service = service;
    this.rules = rules;
    this.values = values;
    this.enumerations = enumerations;
  }

  /**
   * A required member that is not there.
   *
   * @param inDocument whether it belongs into the body's document
   * @param payload whether it is the body itself
   */
  record Missing(ConstraintPath path, boolean inDocument, boolean payload) {}

  /** What is wrong, in the words of a message. */
  List<String> problems() {
    return problems;
  }

  /** The first required member that is not there; null for none. */
  @Nullable Missing missing() {
    return missing;
  }

  void structure(SdkPojo structure, String shapeName, @Nullable ConstraintPath at, int depth) {
    ShapeModel shape = service.shapes().get(shapeName);
    if (shape == null || depth > DEEPEST) {
      return;
    }
    for (SdkField<?> field : structure.sdkFields()) {
      ShapeModel.Member member = shape.members().get(field.memberName());
      if (member == null) {
        continue;
      }
      if (problems.size() >= MOST_PROBLEMS) {
        return;
      }
      Object value = field.getValueOrDefault(structure);
      if (!isAbsent(value)) {
        value(value, member.value(), ConstraintPath.of(at, field), depth + 1);
      } else if (member.required()) {
        absent(field, ConstraintPath.of(at, field));
      }
    }
  }

  private void absent(SdkField<?> field, ConstraintPath at) {
    if (missing == null) {
      missing =
          new Missing(
              at,
              field.location() == MarshallLocation.PAYLOAD,
              field.containsTrait(PayloadTrait.class));
    }
    problem(null, false, at, "Member must not be null");
  }

  private void value(Object value, ShapeModel.Value constraints, ConstraintPath at, int depth) {
    if (values) {
      for (String broken : rules.broken(value, constraints, enumerations)) {
        problem(value, constraints.sensitive(), at, broken);
      }
    }
    switch (value) {
      case SdkPojo structure when constraints.shape() != null ->
          structure(structure, constraints.shape(), at, depth);
      case Collection<?> list when constraints.element() != null ->
          list(list, constraints.element(), at, depth);
      case Map<?, ?> map -> map(map, constraints, at, depth);
      default -> {
        // A text or a number has nothing inside of it.
      }
    }
  }

  private void list(Collection<?> list, ShapeModel.Value element, ConstraintPath at, int depth) {
    if (isPlain(element)) {
      if (values) {
        plain(list, list, element, at, "Member must satisfy constraint: [");
      }
      return;
    }
    int index = 0;
    for (Object one : list) {
      if (problems.size() >= MOST_PROBLEMS) {
        return;
      }
      if (one != null) {
        value(one, element, at.element(index), depth + 1);
      }
      index++;
    }
  }

  private void map(Map<?, ?> map, ShapeModel.Value constraints, ConstraintPath at, int depth) {
    if (values && constraints.key() != null) {
      plain(map, map.keySet(), constraints.key(), at, "Map keys must satisfy constraint: [");
    }
    ShapeModel.Value element = constraints.element();
    if (element == null) {
      return;
    }
    if (isPlain(element)) {
      if (values) {
        plain(map, map.values(), element, at, "Map value must satisfy constraint: [");
      }
      return;
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (problems.size() >= MOST_PROBLEMS) {
        return;
      }
      if (entry.getValue() != null) {
        value(entry.getValue(), element, at.entry(String.valueOf(entry.getKey())), depth + 1);
      }
    }
  }

  /** Texts and numbers are reported by the list or map that holds them, once for all. */
  private void plain(
      Object whole,
      Collection<?> elements,
      ShapeModel.Value constraints,
      ConstraintPath at,
      String words) {
    for (Object element : elements) {
      if (element != null && !rules.broken(element, constraints, enumerations).isEmpty()) {
        String all = String.join(", ", rules.all(element, constraints, enumerations));
        problem(whole, constraints.sensitive(), at, words + all + "]");
        return;
      }
    }
  }

  private void problem(
      @Nullable Object value, boolean sensitive, ConstraintPath at, String constraint) {
    if (problems.size() < MOST_PROBLEMS) {
      String shown =
          value == null ? " null" : sensitive ? "" : " '" + ConstraintValues.shown(value) + "'";
      problems.add(
          "Value" + shown + " at '" + at + "' failed to satisfy constraint: " + constraint);
    }
  }

  private static boolean isPlain(ShapeModel.Value value) {
    return value.shape() == null && value.element() == null && value.key() == null;
  }

  private static boolean isAbsent(@Nullable Object value) {
    return value == null
        || value instanceof SdkAutoConstructList<?>
        || value instanceof SdkAutoConstructMap<?, ?>;
  }
}
