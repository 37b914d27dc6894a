package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.CallObservers;
import dev.cloudjar.cloud.ConsoleSignIn;
import dev.cloudjar.cloud.Principal;
import java.util.Optional;

/** What trails are told of those who come to the console's door. */
final class SignInTrail {
  private final CallObservers observers;

  SignInTrail(CallObservers observers) {
    this.observers = observers;
  }

  void passed(String step, SignInPerson person, Call.Http http, Optional<String> device) {
    tell(step, person.accountId(), Optional.of(person.principal()), http, Optional.empty(), device);
  }

  /**
   * @param principal empty where the account has nobody of the name
   */
  void failed(
      String accountId, Optional<Principal> principal, Call.Http http, Optional<String> device) {
    String reason =
        principal.isPresent() ? "Failed authentication" : "No username found in supplied account";
    tell("ConsoleLogin", accountId, principal, http, Optional.of(reason), device);
  }

  /** Somebody with the credentials of a session. */
  void federated(String step, Principal principal, Call.Http http) {
    tell(
        step,
        principal.accountId(),
        Optional.of(principal),
        http,
        Optional.empty(),
        Optional.empty());
  }

  private void tell(
      String step,
      String accountId,
      Optional<Principal> principal,
      Call.Http http,
      Optional<String> refusal,
      Optional<String> device) {
    observers.tell(
        new ConsoleSignIn(step, accountId, principal, http, refusal, device, http.origin() + "/"));
  }
}
