package dev.cloudjar.catalog.compiler;

import dev.cloudjar.catalog.ErrorModel;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The errors of a service: what its model says, what the SDK knows beyond, and the patch over both.
 */
final class ModelErrors {
  private ModelErrors() {}

  static Map<String, ErrorModel> of(ApiModel model, Map<String, OptionalInt> sdk, Patch patch) {
    Map<String, ErrorModel> errors = new TreeMap<>();
    List<ErrorModel> all =
        model.shapes().properties().stream()
            .filter(e -> e.getValue().path("exception").asBoolean(false))
            .map(e -> error(e.getKey(), e.getValue()))
            // The one whose code is its own name goes first, the others then give way.
            .sorted(
                Comparator.comparing((ErrorModel e) -> !e.shape().equals(e.code()))
                    .thenComparing(ErrorModel::shape))
            .toList();
    for (ErrorModel error : all) {
      if (errors.putIfAbsent(error.code(), error) != null) {
        errors.put(error.shape(), error);
      }
    }
    sdk.forEach((code, status) -> errors.computeIfAbsent(code, _ -> error(code, status)));
    patch.errors().forEach(error -> merge(errors, error));
    return errors;
  }

  private static ErrorModel error(String shape, JsonNode node) {
    JsonNode error = node.path("error");
    String modelled = ApiModel.text(error.path("code"));
    String code = modelled == null ? shape : modelled;
    boolean server = node.path("fault").asBoolean(false) || error.path("fault").asBoolean(false);
    int status = error.path("httpStatusCode").asInt(server ? 500 : 400);
    return new ErrorModel(shape, code, code, status, status < 500);
  }

  private static ErrorModel error(String code, OptionalInt status) {
    int known = status.orElse(400);
    return new ErrorModel(code, code, code, known, known < 500);
  }

  /** Takes one error, or a group of errors by their status. */
  private static void merge(Map<String, ErrorModel> errors, JsonNode patch) {
    if (patch.has("statuses")) {
      patch
          .path("statuses")
          .properties()
          .forEach(
              group ->
                  group
                      .getValue()
                      .valueStream()
                      .forEach(
                          code ->
                              errors.put(
                                  code.asString(),
                                  error(
                                      code.asString(),
                                      OptionalInt.of(Integer.parseInt(group.getKey()))))));
    } else {
      mergeOne(errors, patch);
    }
  }

  private static void mergeOne(Map<String, ErrorModel> errors, JsonNode patch) {
    String code = patch.path("code").asString();
    @Nullable ErrorModel known = errors.get(code);
    String shape = known == null ? code : known.shape();
    String legacy = known == null ? code : known.legacyCode();
    int status = patch.path("status").asInt(known == null ? 400 : known.status());
    errors.put(
        code,
        new ErrorModel(
            patch.path("shape").asString(shape),
            code,
            patch.path("legacyCode").asString(legacy),
            status,
            status < 500));
  }
}
