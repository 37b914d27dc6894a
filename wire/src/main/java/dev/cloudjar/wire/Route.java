package dev.cloudjar.wire;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import org.jspecify.annotations.Nullable;

/** Where a request goes. */
public sealed interface Route {

  /** The Region that is called, such as {@code us-east-1}. */
  String region();

  /** What the request travels in: which codec reads it and writes its answer. */
  Protocol protocol();

  /**
   * An operation.
   *
   * @param head the request as the codec reads it: a bucket in the host name is back in the path.
   *     The signature is over the head as it came
   * @param bucket the bucket that the host name names; null where it names none
   * @param accountHint the account that the host name names, 12 digits; null where it names none
   */
  record Found(
      ServiceModel service,
      OperationModel operation,
      Protocol protocol,
      String region,
      RequestHead head,
      @Nullable String bucket,
      @Nullable String accountHint)
      implements Route {}

  /**
   * A service that has no such operation.
   *
   * @param operation the operation as the request names it; empty where it names none
   * @param error what the service answers
   */
  record UnknownOperation(
      ServiceModel service,
      String operation,
      Protocol protocol,
      String region,
      RequestHead head,
      WireError error)
      implements Route {}

  /**
   * A service that is not in the catalog.
   *
   * @param service as the request names it; empty where it names none
   * @param protocol the likeliest one
   */
  record UnknownService(String service, Protocol protocol, String region, WireError error)
      implements Route {}
}
