package dev.cloudjar.gateway;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.sigv4.Claim;
import dev.cloudjar.wire.sigv4.ErrorFamily;

/** Where a request goes: which operation of which service, in which protocol, of which Region. */
record Route(
    ServiceModel service, OperationModel operation, Protocol protocol, String region, Claim claim) {

  ErrorFamily errorFamily() {
    return ErrorFamily.of(service.signingName(), protocol);
  }
}
