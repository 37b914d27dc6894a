package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ValidationModel;
import java.util.List;
import java.util.Map;

/** The service of requests that are for none, in whose name they are refused. */
final class Nowhere {
  static final ServiceModel SERVICE =
      new ServiceModel(
          "nowhere",
          "Nowhere",
          "",
          "nowhere",
          "nowhere",
          "",
          List.of(Protocol.REST_JSON_1),
          null,
          null,
          false,
          new ValidationModel(ValidationModel.Style.NONE, "", "", 400, false),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of());

  private Nowhere() {}
}
