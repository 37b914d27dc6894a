package dev.cloudjar.sts;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Decisions;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageRequest;
import software.amazon.awssdk.services.sts.model.DecodeAuthorizationMessageResponse;

/** Says why a call was refused. */
final class AuthorizationMessageOperations {
  private final Decisions decisions;

  AuthorizationMessageOperations(Decisions decisions) {
    this.decisions = decisions;
  }

  DecodeAuthorizationMessageResponse decode(Call call, DecodeAuthorizationMessageRequest request) {
    return DecodeAuthorizationMessageResponse.builder()
        .decodedMessage(
            decisions
                .decode(request.encodedMessage())
                .orElseThrow(StsFaults::invalidAuthorizationMessage))
        .build();
  }
}
