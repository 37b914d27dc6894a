package dev.cloudjar.gateway;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.RequiredActions;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRequest;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.SignedForm;
import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.wire.Router;
import dev.cloudjar.wire.sigv4.BodyRefusedException;
import dev.cloudjar.wire.sigv4.ErrorFamily;
import dev.cloudjar.wire.sigv4.PayloadReader;
import dev.cloudjar.wire.sigv4.SigV4;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request that is no operation, as its room sees it. */
final class PlainVisit implements PlainRequest {
  private final Incoming incoming;
  private final BodySource source;
  private final PlainHead head;
  private final ServiceModel service;
  private final Router.Address address;
  private final Authenticator authenticator;
  private final Gatekeeper gatekeeper;
  private final Arrivals arrivals;
  private final Trail trail;
  private final String requestId;
  private @Nullable Caller caller;
  private @Nullable Payload payload;

  PlainVisit(
      Incoming incoming,
      BodySource source,
      PlainHead head,
      ServiceModel service,
      Router.Address address,
      Authenticator authenticator,
      Gatekeeper gatekeeper,
      Arrivals arrivals,
      Trail trail) {
    this.incoming = incoming;
    this.source = source;
    this.head = head;
    this.service = service;
    this.address = address;
    this.authenticator = authenticator;
    this.gatekeeper = gatekeeper;
    this.arrivals = arrivals;
    this.trail = trail;
    this.requestId = RequestIds.next(ErrorFamily.of(service.signingName(), service.protocol()));
  }

  String requestId() {
    return requestId;
  }

  /** In whose name it is refused. */
  Destination destination() {
    return destination("");
  }

  @Override
  public Call.Http http() {
    return Arrivals.http(incoming);
  }

  private Destination destination(String operation) {
    OperationModel model =
        new OperationModel(
            service.name(),
            operation,
            head.method(),
            "",
            "",
            "",
            null,
            null,
            null,
            null,
            null,
            200,
            List.of(),
            List.of(),
            true,
            true,
            false,
            false,
            false,
            RequiredActions.none());
    return new Destination(service, model, service.protocol(), address.region(), address.bucket());
  }

  @Override
  public PlainHead head() {
    return head;
  }

  @Override
  public Body body() {
    Payload known = payload;
    if (known == null) {
      Caller sender = caller != null ? caller : stranger();
      known = source.payload(sender, destination());
      payload = known;
    }
    return known;
  }

  private Caller stranger() {
    return new Caller(
        new Principal.Anonymous(Principal.DEFAULT_ACCOUNT),
        Optional.empty(),
        Optional.empty(),
        PayloadReader.ofAnonymous(incoming.head()));
  }

  @Override
  public Call call(String operation, String signingName) {
    return call(
        operation,
        destination ->
            authenticator.authenticate(
                destination, signingName, incoming.head(), () -> SigV4.bodyHash(source.gather())));
  }

  @Override
  public Call call(String operation, SignedForm form) {
    return call(
        operation, destination -> authenticator.authenticate(destination, incoming.head(), form));
  }

  private Call call(String operation, Function<Destination, Caller> authentication) {
    Destination destination = destination(operation);
    Caller sender;
    try {
      sender = authentication.apply(destination);
    } catch (RefusedSignatureException | BodyRefusedException e) {
      throw Errors.fault(Errors.of(e, destination, requestId));
    }
    caller = sender;
    Call call = arrivals.call(incoming, destination, sender, requestId);
    trail.begin(call);
    return call;
  }

  @Override
  public void admit(Call call, List<Gate.Need> needs) {
    gatekeeper.admit(destination(call.operation()), call, needs);
  }
}
