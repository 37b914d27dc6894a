package dev.cloudjar.wire;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ValidationModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Refuses requests that break the constraints of their service's model, before the operation runs,
 * in the words of the service. Safe for use by many threads; patterns are compiled at their first
 * use and kept.
 */
public final class ConstraintCheck {
  private static final String MALFORMED_XML =
      "The XML you provided was not well-formed or did not validate against our published schema";

  private final ConstraintRules rules = new ConstraintRules();

  /**
   * Looks for what is wrong with a request.
   *
   * @param request as it was read
   * @return what the service answers; empty when nothing is wrong
   */
  public Optional<WireError> check(
      ServiceModel service, OperationModel operation, SdkPojo request) {
    ValidationModel validation = service.validation();
    if (operation.inputShape() == null || validation.style() == ValidationModel.Style.NONE) {
      return Optional.empty();
    }
    boolean values = validation.style() == ValidationModel.Style.CORAL;
    ConstraintWalk walk = new ConstraintWalk(service, rules, values, values && validation.enums());
    walk.structure(request, operation.inputShape(), null, 0);
    return switch (validation.style()) {
      case NONE -> Optional.empty();
      case CORAL -> coral(validation, walk);
      case PARAMETER -> parameter(service, validation, walk.missing());
      case XML_SCHEMA -> xmlSchema(validation, walk.missing());
    };
  }

  private static Optional<WireError> coral(ValidationModel validation, ConstraintWalk walk) {
    List<String> problems = walk.problems();
    if (problems.isEmpty()) {
      return Optional.empty();
    }
    String count =
        problems.size() == 1
            ? "1 validation error detected: "
            : problems.size() + " validation errors detected: ";
    String code = walk.missing() == null ? validation.code() : validation.missingCode();
    return error(validation, code, count + String.join("; ", problems));
  }

  /** EC2 says it without a full stop, others with one. */
  private static Optional<WireError> parameter(
      ServiceModel service, ValidationModel validation, ConstraintWalk.@Nullable Missing missing) {
    if (missing == null) {
      return Optional.empty();
    }
    String end = service.protocol() == Protocol.EC2_QUERY ? "" : ".";
    return error(
        validation,
        validation.missingCode(),
        "The request must contain the parameter " + missing.path().onTheWire() + end);
  }

  /** What is missing outside of the document is the operation's own matter. */
  private static Optional<WireError> xmlSchema(
      ValidationModel validation, ConstraintWalk.@Nullable Missing missing) {
    if (missing == null || !missing.inDocument()) {
      return Optional.empty();
    }
    return missing.payload()
        ? error(validation, validation.missingCode(), "Request Body is empty")
        : error(validation, validation.code(), MALFORMED_XML);
  }

  private static Optional<WireError> error(
      ValidationModel validation, String code, String message) {
    return Optional.of(new WireError(code, message, validation.status(), true, Map.of(), Map.of()));
  }
}
