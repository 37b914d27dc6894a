package dev.cloudjar.organizations;

import static dev.cloudjar.organizations.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.AccountAlreadyClosedException;
import software.amazon.awssdk.services.organizations.model.AccountNotFoundException;
import software.amazon.awssdk.services.organizations.model.AccountStatus;
import software.amazon.awssdk.services.organizations.model.ConstraintViolationException;
import software.amazon.awssdk.services.organizations.model.CreateAccountFailureReason;
import software.amazon.awssdk.services.organizations.model.CreateAccountState;
import software.amazon.awssdk.services.organizations.model.CreateAccountStatus;
import software.amazon.awssdk.services.organizations.model.CreateAccountStatusNotFoundException;
import software.amazon.awssdk.services.organizations.model.DuplicateHandshakeException;
import software.amazon.awssdk.services.organizations.model.Handshake;
import software.amazon.awssdk.services.organizations.model.HandshakeAlreadyInStateException;
import software.amazon.awssdk.services.organizations.model.HandshakeConstraintViolationException;
import software.amazon.awssdk.services.organizations.model.HandshakeNotFoundException;
import software.amazon.awssdk.services.organizations.model.HandshakeState;
import software.amazon.awssdk.services.organizations.model.InvalidHandshakeTransitionException;
import software.amazon.awssdk.services.organizations.model.Tag;

@CloudjarTest(
    rooms = {OrganizationsRoom.class, IamRoom.class, StsRoom.class},
    data = Data.DISK)
class AccountTest {
  private final OrganizationsClient management;
  private final TestCloud cloud;

  AccountTest(OrganizationsClient management, TestCloud cloud) {
    this.management = management;
    this.cloud = cloud;
    cloud.clock().freeze();
  }

  @Test
  void an_account_is_made_after_a_while_also_over_a_restart() {
    management.createOrganization(it -> {});
    CreateAccountStatus asked = create(cloud.unique("one") + "@example.com");
    assertThat(asked.state()).isEqualTo(CreateAccountState.IN_PROGRESS);
    assertThat(asked.accountId()).isNull();
    assertThat(status(asked).state()).isEqualTo(CreateAccountState.IN_PROGRESS);

    cloud.restart();
    cloud.clock().advance(Duration.ofSeconds(5));

    CreateAccountStatus made = status(asked);
    assertThat(made.state()).isEqualTo(CreateAccountState.SUCCEEDED);
    assertThat(made.accountId()).matches("[0-9]{12}");
    assertThat(management.describeAccount(it -> it.accountId(made.accountId())).account())
        .satisfies(
            account -> {
              assertThat(account.name()).isEqualTo("workloads");
              assertThat(account.status()).isEqualTo(AccountStatus.ACTIVE);
              assertThat(account.joinedMethodAsString()).isEqualTo("CREATED");
            });
    assertThat(management.listAccounts(it -> {}).accounts()).hasSize(2);
    assertThat(management.listTagsForResource(it -> it.resourceId(made.accountId())).tags())
        .hasSize(1);
    assertThat(
            management
                .listCreateAccountStatus(it -> it.states(CreateAccountState.SUCCEEDED))
                .createAccountStatuses())
        .containsExactly(made);
    refused(
        CreateAccountStatusNotFoundException.class,
        () ->
            management.describeCreateAccountStatus(
                it -> it.createAccountRequestId("car-00000000")));
  }

  @Test
  void a_new_account_has_the_role_by_which_its_management_gets_in() {
    management.createOrganization(it -> {});
    CreateAccountStatus asked = create(cloud.unique("role") + "@example.com");
    cloud.clock().advance(Duration.ofSeconds(5));
    IamClient iam = cloud.client(IamClient.class, cloud.credentialsOf(status(asked).accountId()));
    String role = "OrganizationAccountAccessRole";
    assertThat(iam.getRole(it -> it.roleName(role)).role().assumeRolePolicyDocument())
        .contains(cloud.accountId());
    assertThat(iam.listAttachedRolePolicies(it -> it.roleName(role)).attachedPolicies())
        .extracting(AttachedPolicy::policyName)
        .containsExactly("AdministratorAccess");
  }

  @Test
  void an_email_address_has_one_account() {
    management.createOrganization(it -> {});
    String email = cloud.unique("same") + "@example.com";
    create(email);
    CreateAccountStatus second = create(email);
    cloud.clock().advance(Duration.ofSeconds(5));
    assertThat(status(second).failureReason())
        .isEqualTo(CreateAccountFailureReason.EMAIL_ALREADY_EXISTS);
    assertThat(management.listAccounts(it -> {}).accounts()).hasSize(2);
  }

  @Test
  void a_closed_account_is_suspended_and_leaves_after_ninety_days() {
    management.createOrganization(it -> {});
    CreateAccountStatus asked = create(cloud.unique("closed") + "@example.com");
    cloud.clock().advance(Duration.ofSeconds(5));
    String account = status(asked).accountId();
    refused(
        ConstraintViolationException.class,
        () -> management.closeAccount(it -> it.accountId(cloud.accountId())));
    management.closeAccount(it -> it.accountId(account));
    assertThat(statusOf(account)).isEqualTo(AccountStatus.PENDING_CLOSURE);
    refused(
        AccountAlreadyClosedException.class,
        () -> management.closeAccount(it -> it.accountId(account)));
    cloud.clock().advance(Duration.ofMinutes(1));
    assertThat(statusOf(account)).isEqualTo(AccountStatus.SUSPENDED);
    cloud.clock().advance(Duration.ofDays(90));
    refused(AccountNotFoundException.class, () -> statusOf(account));
  }

  @Test
  void an_invitation_is_accepted_once() {
    management.createOrganization(it -> {});
    String guest = cloud.newAccountId();
    OrganizationsClient other = client(guest);
    Handshake invitation = invite(guest);
    assertThat(invitation.state()).isEqualTo(HandshakeState.OPEN);
    refused(DuplicateHandshakeException.class, () -> invite(guest));
    assertThat(other.listHandshakesForAccount(it -> {}).handshakes()).containsExactly(invitation);
    refused(
        HandshakeNotFoundException.class,
        () -> management.acceptHandshake(it -> it.handshakeId(invitation.id())));
    assertThat(other.acceptHandshake(it -> it.handshakeId(invitation.id())).handshake().state())
        .isEqualTo(HandshakeState.ACCEPTED);
    refused(
        HandshakeAlreadyInStateException.class,
        () -> other.acceptHandshake(it -> it.handshakeId(invitation.id())));
    refused(
        InvalidHandshakeTransitionException.class,
        () -> management.cancelHandshake(it -> it.handshakeId(invitation.id())));
    refused(HandshakeConstraintViolationException.class, () -> invite(guest));
    assertThat(
            management.describeAccount(it -> it.accountId(guest)).account().joinedMethodAsString())
        .isEqualTo("INVITED");
  }

  @Test
  void an_invitation_is_declined_cancelled_or_expires() {
    management.createOrganization(it -> {});
    String guest = cloud.newAccountId();
    OrganizationsClient other = client(guest);
    Handshake first = invite(guest);
    other.declineHandshake(it -> it.handshakeId(first.id()));
    Handshake second = invite(guest);
    management.cancelHandshake(it -> it.handshakeId(second.id()));
    Handshake third = invite(guest);
    cloud.clock().advance(Duration.ofDays(15));
    assertThat(management.listHandshakesForOrganization(it -> {}).handshakes())
        .extracting(Handshake::state)
        .containsExactlyInAnyOrder(
            HandshakeState.DECLINED, HandshakeState.CANCELED, HandshakeState.EXPIRED);
    refused(
        InvalidHandshakeTransitionException.class,
        () -> other.acceptHandshake(it -> it.handshakeId(third.id())));
    assertThat(management.listAccounts(it -> {}).accounts()).hasSize(1);
  }

  private CreateAccountStatus create(String email) {
    return management
        .createAccount(
            it ->
                it.email(email)
                    .accountName("workloads")
                    .tags(Tag.builder().key("team").value("red").build()))
        .createAccountStatus();
  }

  private CreateAccountStatus status(CreateAccountStatus asked) {
    return management
        .describeCreateAccountStatus(it -> it.createAccountRequestId(asked.id()))
        .createAccountStatus();
  }

  private AccountStatus statusOf(String accountId) {
    return management.describeAccount(it -> it.accountId(accountId)).account().status();
  }

  private Handshake invite(String accountId) {
    return management
        .inviteAccountToOrganization(it -> it.target(to -> to.type("ACCOUNT").id(accountId)))
        .handshake();
  }

  private OrganizationsClient client(String accountId) {
    return cloud.client(OrganizationsClient.class, cloud.credentialsOf(accountId));
  }
}
