package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.IdentitySource;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.store.Snapshot;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.DisableOutboundWebIdentityFederationRequest;
import software.amazon.awssdk.services.iam.model.DisableOutboundWebIdentityFederationResponse;
import software.amazon.awssdk.services.iam.model.EnableOutboundWebIdentityFederationRequest;
import software.amazon.awssdk.services.iam.model.EnableOutboundWebIdentityFederationResponse;
import software.amazon.awssdk.services.iam.model.GetOutboundWebIdentityFederationInfoRequest;
import software.amazon.awssdk.services.iam.model.GetOutboundWebIdentityFederationInfoResponse;

/** Whether users and roles get tokens for services of others. */
final class OutboundFederationOperations {
  private final IamStore store;
  private final Ids ids;

  OutboundFederationOperations(IamStore store, Ids ids) {
    this.store = store;
    this.ids = ids;
  }

  void register(Operations ops) {
    ops.on(
            EnableOutboundWebIdentityFederationRequest.class,
            EnableOutboundWebIdentityFederationResponse.class,
            this::enable)
        .authorises("iam:EnableOutboundWebIdentityFederation", (call, it) -> Resource.any(call));
    ops.on(
            DisableOutboundWebIdentityFederationRequest.class,
            DisableOutboundWebIdentityFederationResponse.class,
            this::disable)
        .authorises("iam:DisableOutboundWebIdentityFederation", (call, it) -> Resource.any(call));
    ops.on(
            GetOutboundWebIdentityFederationInfoRequest.class,
            GetOutboundWebIdentityFederationInfoResponse.class,
            this::info)
        .authorises("iam:GetOutboundWebIdentityFederationInfo", (call, it) -> Resource.any(call));
  }

  private EnableOutboundWebIdentityFederationResponse enable(
      Call call, EnableOutboundWebIdentityFederationRequest request) {
    String issuer =
        store.note(
            transaction -> {
              if (enabled(transaction, call).isPresent()) {
                throw AccountFaults.outboundFederationEnabled();
              }
              OutboundFederation.enable(
                  transaction, call.accountId(), ids.uuid(), call.http().origin());
              return enabled(transaction, call).orElseThrow().url();
            });
    return EnableOutboundWebIdentityFederationResponse.builder().issuerIdentifier(issuer).build();
  }

  private DisableOutboundWebIdentityFederationResponse disable(
      Call call, DisableOutboundWebIdentityFederationRequest request) {
    store.note(
        transaction -> {
          if (enabled(transaction, call).isEmpty()) {
            throw AccountFaults.outboundFederationDisabled();
          }
          OutboundFederation.disable(transaction, call.accountId());
          return request;
        });
    return DisableOutboundWebIdentityFederationResponse.builder().build();
  }

  private GetOutboundWebIdentityFederationInfoResponse info(
      Call call, GetOutboundWebIdentityFederationInfoRequest request) {
    IdentitySource.TokenIssuer issuer =
        store
            .read(snapshot -> enabled(snapshot, call))
            .orElseThrow(AccountFaults::outboundFederationDisabled);
    return GetOutboundWebIdentityFederationInfoResponse.builder()
        .issuerIdentifier(issuer.url())
        .jwtVendingEnabled(true)
        .build();
  }

  private static Optional<IdentitySource.TokenIssuer> enabled(Snapshot snapshot, Call call) {
    return OutboundFederation.ofAccount(snapshot, call.accountId())
        .filter(IdentitySource.TokenIssuer::enabled);
  }
}
