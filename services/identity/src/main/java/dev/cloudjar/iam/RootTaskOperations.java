package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.organizations.model.DescribeAccountRequest;
import software.amazon.awssdk.services.organizations.model.DescribeAccountResponse;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationResponse;

/**
 * What sessions by {@code AssumeRoot} may ask of the root of their account, which they do by naming
 * no user. The root's own keys may not.
 */
final class RootTaskOperations {
  private RootTaskOperations() {}

  /** The account whose root a request is about; empty where it is about a user. */
  static Optional<String> account(Call call, @Nullable String userName) {
    boolean task =
        userName == null
            && call.principal() instanceof Principal.Root
            // Only sessions that are made for a task have policies.
            && call.session().filter(it -> !it.policies().isEmpty()).isPresent();
    return task ? Optional.of(call.accountId()) : Optional.empty();
  }

  /** The email address that the organization has of the caller's account. */
  static String email(Call call) {
    try {
      String management =
          call.as(new Principal.Root(call.accountId()))
              .to(DescribeOrganizationRequest.builder().build(), DescribeOrganizationResponse.class)
              .organization()
              .masterAccountId();
      return call.as(new Principal.Root(management))
          .to(
              DescribeAccountRequest.builder().accountId(call.accountId()).build(),
              DescribeAccountResponse.class)
          .account()
          .email();
    } catch (Fault e) {
      throw AccountFaults.noOrganization();
    }
  }
}
