package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Decisions;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Gate.Decision;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.AwsRequest;

/** Has the gate decide, and puts a refusal into the words of the service. */
final class Gatekeeper {
  private final Gate gate;

  private final Decisions decisions;

  Gatekeeper(Gate gate, Decisions decisions) {
    this.gate = gate;
    this.decisions = decisions;
  }

  /**
   * Lets a call pass.
   *
   * @throws dev.cloudjar.cloud.Fault where it may not
   */
  void admit(
      Destination destination, Call call, RegisteredOperation<?> operation, AwsRequest request) {
    if (operation.isPermissionless()) {
      return;
    }
    List<Gate.Need> needs = operation.needs(call, request);
    if (needs.isEmpty()) {
      admitRootOnly(destination, call);
    } else {
      admit(destination, call, needs);
    }
  }

  /**
   * Lets a call pass for an operation that nobody answers. What it is about is not known then, so
   * that only those may pass who may do it to anything.
   *
   * @throws dev.cloudjar.cloud.Fault where it may not
   */
  void admitToNothing(Destination destination, Call call) {
    Resource any = Resource.any(call);
    List<Gate.Need> needs =
        destination.operation().actions().always().stream()
            .map(action -> new Gate.Need(action, any))
            .toList();
    if (needs.isEmpty()) {
      admitRootOnly(destination, call);
    } else {
      admit(destination, call, needs);
    }
  }

  /** What the gate says. */
  Decision decide(Call call, List<Gate.Need> needs) {
    return gate.decide(call, needs);
  }

  /** An operation that names no action can be allowed by no policy. */
  private static void admitRootOnly(Destination destination, Call call) {
    if (call.principal() instanceof Principal.Root) {
      return;
    }
    List<String> documented = destination.operation().actions().always();
    String action =
        documented.isEmpty()
            ? destination.service().signingName() + ":" + destination.operation().name()
            : documented.getFirst();
    throw AccessDenied.fault(
        destination,
        call,
        new Decision.Denied(
            new Gate.Need(action, Resource.any(call)),
            false,
            "because no identity-based policy allows the " + action + " action"),
        Optional::empty);
  }

  /**
   * Lets a call pass that needs these.
   *
   * @throws dev.cloudjar.cloud.Fault where it may not
   */
  void admit(Destination destination, Call call, List<Gate.Need> needs) {
    if (gate.decide(call, needs) instanceof Decision.Denied denied) {
      throw AccessDenied.fault(
          destination, call, denied, () -> decisions.encodedMessage(denied.id()));
    }
  }
}
