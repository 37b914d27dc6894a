package dev.cloudjar.gateway;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ServiceSummary;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.sigv4.Claim;
import dev.cloudjar.wire.sigv4.SigV4;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Stands in until requests are routed by the catalog. */
final class Router {
  private final Catalog catalog;
  private final String defaultRegion;

  Router(Catalog catalog, String defaultRegion) {
    this.catalog = catalog;
    this.defaultRegion = defaultRegion;
  }

  Route route(RequestHead head, ByteBuffer body) {
    Claim claim = SigV4.read(head);
    String region =
        claim instanceof Claim.Signed signed ? signed.signature().scope().region() : defaultRegion;
    String target = head.headers().first("x-amz-target");
    if (target != null) {
      int dot = target.lastIndexOf('.');
      ServiceSummary summary = catalog.byTargetPrefix(target.substring(0, dot)).orElseThrow();
      return route(
          summary, target.substring(dot + 1), summary.protocols().getFirst(), region, claim);
    }
    String form = StandardCharsets.UTF_8.decode(body.duplicate()).toString();
    ServiceSummary summary = catalog.byQueryVersion(parameter(form, "Version")).orElseThrow();
    return route(summary, parameter(form, "Action"), Protocol.AWS_QUERY, region, claim);
  }

  private Route route(
      ServiceSummary summary, String name, Protocol protocol, String region, Claim claim) {
    ServiceModel service = catalog.service(summary.name());
    OperationModel operation = service.operations().get(name);
    if (operation == null) {
      throw new IllegalArgumentException("no operation " + name);
    }
    return new Route(service, operation, protocol, region, claim);
  }

  private static String parameter(String form, String name) {
    for (String pair : form.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    throw new IllegalArgumentException("no " + name);
  }
}
