package dev.cloudjar.gateway;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.sigv4.ErrorFamily;
import org.jspecify.annotations.Nullable;

/**
 * The operation that a request is for.
 *
 * @param protocol in which it came
 * @param region that is called
 * @param bucketOfHost the bucket that the host name names; null where it names none
 */
record Destination(
    ServiceModel service,
    OperationModel operation,
    Protocol protocol,
    String region,
    @Nullable String bucketOfHost) {

  ErrorFamily errorFamily() {
    return ErrorFamily.of(service.signingName(), protocol);
  }
}
