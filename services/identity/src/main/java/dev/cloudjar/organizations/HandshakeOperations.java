package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.organizations.OrganizationStore.Marker;
import dev.cloudjar.organizations.OrganizationStore.Named;
import dev.cloudjar.organizations.OrganizationStore.Page;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.organizations.model.AcceptHandshakeRequest;
import software.amazon.awssdk.services.organizations.model.AcceptHandshakeResponse;
import software.amazon.awssdk.services.organizations.model.CancelHandshakeRequest;
import software.amazon.awssdk.services.organizations.model.CancelHandshakeResponse;
import software.amazon.awssdk.services.organizations.model.DeclineHandshakeRequest;
import software.amazon.awssdk.services.organizations.model.DeclineHandshakeResponse;
import software.amazon.awssdk.services.organizations.model.DescribeHandshakeRequest;
import software.amazon.awssdk.services.organizations.model.DescribeHandshakeResponse;
import software.amazon.awssdk.services.organizations.model.Handshake;
import software.amazon.awssdk.services.organizations.model.HandshakeFilter;
import software.amazon.awssdk.services.organizations.model.HandshakeParty;
import software.amazon.awssdk.services.organizations.model.HandshakePartyType;
import software.amazon.awssdk.services.organizations.model.HandshakeResource;
import software.amazon.awssdk.services.organizations.model.HandshakeResourceType;
import software.amazon.awssdk.services.organizations.model.InviteAccountToOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.InviteAccountToOrganizationResponse;
import software.amazon.awssdk.services.organizations.model.ListHandshakesForAccountRequest;
import software.amazon.awssdk.services.organizations.model.ListHandshakesForAccountResponse;
import software.amazon.awssdk.services.organizations.model.ListHandshakesForOrganizationRequest;
import software.amazon.awssdk.services.organizations.model.ListHandshakesForOrganizationResponse;

/** Invites accounts, which accept or decline. */
final class HandshakeOperations {
  private static final Duration OPEN_FOR = Duration.ofDays(15);
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final Cloud cloud;

  HandshakeOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Registers all of them, none of which is about a resource that has a name yet. */
  void register(Operations ops) {
    ops.on(
            InviteAccountToOrganizationRequest.class,
            InviteAccountToOrganizationResponse.class,
            this::invite)
        .authorises("organizations:InviteAccountToOrganization", (call, it) -> Resource.any(call));
    ops.on(AcceptHandshakeRequest.class, AcceptHandshakeResponse.class, this::accept)
        .authorises("organizations:AcceptHandshake", (call, it) -> Resource.any(call));
    ops.on(DeclineHandshakeRequest.class, DeclineHandshakeResponse.class, this::decline)
        .authorises("organizations:DeclineHandshake", (call, it) -> Resource.any(call));
    ops.on(CancelHandshakeRequest.class, CancelHandshakeResponse.class, this::cancel)
        .authorises("organizations:CancelHandshake", (call, it) -> Resource.any(call));
    ops.on(DescribeHandshakeRequest.class, DescribeHandshakeResponse.class, this::describe)
        .authorises("organizations:DescribeHandshake", (call, it) -> Resource.any(call));
    ops.on(
            ListHandshakesForAccountRequest.class,
            ListHandshakesForAccountResponse.class,
            this::listForAccount)
        .authorises("organizations:ListHandshakesForAccount", (call, it) -> Resource.any(call));
    ops.on(
            ListHandshakesForOrganizationRequest.class,
            ListHandshakesForOrganizationResponse.class,
            this::listForOrganization)
        .authorises(
            "organizations:ListHandshakesForOrganization", (call, it) -> Resource.any(call));
  }

  InviteAccountToOrganizationResponse invite(
      Call call, InviteAccountToOrganizationRequest request) {
    return cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              String invited = invited(transaction, request.target());
              if (OrganizationStore.organizationOf(transaction, invited).isPresent()) {
                throw OrganizationsFaults.handshakeConstraint(
                    "ALREADY_IN_AN_ORGANIZATION",
                    "The account is already a member of an organization.");
              }
              if (OrganizationStore.all(transaction, OrganizationStore.PARTIES, invited, "")
                  .stream()
                  .map(row -> require(transaction, row.id()))
                  .anyMatch(
                      other ->
                          other.organizationId().equals(organization.id())
                              && other.stateAt(call.time()).equals(Invitation.OPEN))) {
                throw OrganizationsFaults.duplicateHandshake();
              }
              Invitation invitation =
                  new Invitation(
                      "h-" + cloud.ids().text(32, LETTERS),
                      organization.id(),
                      organization.managementAccountId(),
                      invited,
                      Optional.ofNullable(request.notes()),
                      TagOperations.read(request.tags()),
                      Invitation.OPEN,
                      call.time(),
                      call.time().plus(OPEN_FOR));
              put(transaction, invitation);
              for (String party : List.of(organization.id(), invited)) {
                OrganizationStore.PARTIES.put(
                    transaction, new OrganizationKey(party, invitation.id()), new Marker());
              }
              return InviteAccountToOrganizationResponse.builder()
                  .handshake(shown(transaction, invitation, call.time()))
                  .build();
            });
  }

  AcceptHandshakeResponse accept(Call call, AcceptHandshakeRequest request) {
    return AcceptHandshakeResponse.builder()
        .handshake(
            answer(
                call,
                request.handshakeId(),
                Invitation.ACCEPTED,
                invitation -> invitation.accountId().equals(call.accountId())))
        .build();
  }

  DeclineHandshakeResponse decline(Call call, DeclineHandshakeRequest request) {
    return DeclineHandshakeResponse.builder()
        .handshake(
            answer(
                call,
                request.handshakeId(),
                Invitation.DECLINED,
                invitation -> invitation.accountId().equals(call.accountId())))
        .build();
  }

  CancelHandshakeResponse cancel(Call call, CancelHandshakeRequest request) {
    return CancelHandshakeResponse.builder()
        .handshake(
            answer(
                call,
                request.handshakeId(),
                Invitation.CANCELED,
                invitation -> invitation.managementAccountId().equals(call.accountId())))
        .build();
  }

  DescribeHandshakeResponse describe(Call call, DescribeHandshakeRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Invitation invitation = require(snapshot, request.handshakeId());
              if (!invitation.accountId().equals(call.accountId())
                  && !invitation.managementAccountId().equals(call.accountId())) {
                throw OrganizationsFaults.handshakeNotFound();
              }
              return DescribeHandshakeResponse.builder()
                  .handshake(shown(snapshot, invitation, call.time()))
                  .build();
            });
  }

  ListHandshakesForAccountResponse listForAccount(
      Call call, ListHandshakesForAccountRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Page<Handshake> page =
                  list(
                      snapshot,
                      call,
                      call.accountId(),
                      request.filter(),
                      new Listing(request.nextToken(), request.maxResults()));
              return ListHandshakesForAccountResponse.builder()
                  .handshakes(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  ListHandshakesForOrganizationResponse listForOrganization(
      Call call, ListHandshakesForOrganizationRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Page<Handshake> page =
                  list(
                      snapshot,
                      call,
                      Standing.asReader(snapshot, call).id(),
                      request.filter(),
                      new Listing(request.nextToken(), request.maxResults()));
              return ListHandshakesForOrganizationResponse.builder()
                  .handshakes(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  private static Page<Handshake> list(
      Snapshot snapshot,
      Call call,
      String party,
      @Nullable HandshakeFilter filter,
      Listing listing) {
    String action = filter == null ? null : filter.actionTypeAsString();
    if ((action != null && !action.equals(Invitation.ACTION))
        || (filter != null && filter.parentHandshakeId() != null)) {
      return new Page<>(List.of(), null);
    }
    return listing.of(
        snapshot,
        OrganizationStore.PARTIES,
        party,
        "",
        row -> shown(snapshot, require(snapshot, row.id()), call.time()));
  }

  /** The account that a target names by its id or its e-mail address. */
  private static String invited(Snapshot snapshot, HandshakeParty target) {
    return switch (target.type()) {
      case ACCOUNT -> {
        if (!target.id().matches("[0-9]{12}")) {
          throw OrganizationsFaults.invalidInput(
              "INVALID_PATTERN_TARGET_ID",
              "You specified a target that is not the id of an account.");
        }
        yield target.id();
      }
      case EMAIL -> {
        Named owner = OrganizationStore.EMAILS.get(snapshot, target.id().toLowerCase(Locale.ROOT));
        if (owner != null) {
          yield owner.id();
        }
        if (target.id().matches("[0-9]{12}@accounts\\.example\\.com")) {
          yield target.id().substring(0, 12);
        }
        throw OrganizationsFaults.accountNotFound();
      }
      case ORGANIZATION, UNKNOWN_TO_SDK_VERSION ->
          throw OrganizationsFaults.invalidInput(
              "INVALID_PARTY_TYPE_TARGET", "You specified the wrong type of target.");
    };
  }

  private Handshake answer(Call call, String id, String answer, Predicate<Invitation> mayAnswer) {
    return cloud
        .store()
        .transact(
            transaction -> {
              Invitation invitation = require(transaction, id);
              if (!mayAnswer.test(invitation)) {
                throw OrganizationsFaults.handshakeNotFound();
              }
              String state = invitation.stateAt(call.time());
              if (state.equals(answer)) {
                throw OrganizationsFaults.handshakeAlreadyInState();
              }
              if (!state.equals(Invitation.OPEN)) {
                throw OrganizationsFaults.invalidHandshakeTransition();
              }
              Invitation answered = invitation.being(answer);
              put(transaction, answered);
              if (answer.equals(Invitation.ACCEPTED)) {
                join(transaction, answered, call.time());
              }
              return shown(transaction, answered, call.time());
            });
  }

  private void join(Transaction transaction, Invitation invitation, Instant now) {
    if (OrganizationStore.organizationOf(transaction, invitation.accountId()).isPresent()) {
      throw OrganizationsFaults.handshakeConstraint(
          "ALREADY_IN_AN_ORGANIZATION", "Your account is already a member of an organization.");
    }
    Organization organization =
        Objects.requireNonNull(
            OrganizationStore.ORGANIZATIONS.get(transaction, invitation.organizationId()));
    String id = invitation.accountId();
    OrganizationOperations.join(
        transaction,
        organization,
        new Member(
            id,
            OrganizationOperations.emailOf(id),
            id,
            Member.ACTIVE,
            Member.INVITED,
            now,
            organization.rootId()));
    OrganizationStore.putTags(transaction, organization, id, invitation.tags());
    cloud.identities().changedEverywhere(transaction);
  }

  private static void put(Transaction transaction, Invitation invitation) {
    OrganizationStore.HANDSHAKES.put(transaction, invitation.id(), invitation);
  }

  private static Invitation require(Snapshot snapshot, String id) {
    Invitation invitation = OrganizationStore.HANDSHAKES.get(snapshot, id);
    if (invitation == null) {
      throw OrganizationsFaults.handshakeNotFound();
    }
    return invitation;
  }

  private static Handshake shown(Snapshot snapshot, Invitation invitation, Instant now) {
    Organization organization =
        Objects.requireNonNull(
            OrganizationStore.ORGANIZATIONS.get(snapshot, invitation.organizationId()));
    Member management =
        OrganizationStore.requireMember(snapshot, organization, organization.managementAccountId());
    List<HandshakeResource> resources = new ArrayList<>();
    resources.add(
        resource(HandshakeResourceType.ORGANIZATION, organization.id())
            .resources(
                resource(HandshakeResourceType.MASTER_EMAIL, management.email()).build(),
                resource(HandshakeResourceType.MASTER_NAME, management.name()).build(),
                resource(HandshakeResourceType.ORGANIZATION_FEATURE_SET, organization.featureSet())
                    .build())
            .build());
    resources.add(resource(HandshakeResourceType.ACCOUNT, invitation.accountId()).build());
    invitation
        .notes()
        .ifPresent(notes -> resources.add(resource(HandshakeResourceType.NOTES, notes).build()));
    return Handshake.builder()
        .id(invitation.id())
        .arn(organization.handshakeArn(Invitation.ACTION, invitation.id()))
        .action(Invitation.ACTION)
        .state(invitation.stateAt(now))
        .requestedTimestamp(invitation.requested())
        .expirationTimestamp(invitation.expires())
        .parties(
            party(HandshakePartyType.ORGANIZATION, organization.id().substring(2)),
            party(HandshakePartyType.ACCOUNT, invitation.accountId()))
        .resources(resources)
        .build();
  }

  private static HandshakeParty party(HandshakePartyType type, String id) {
    return HandshakeParty.builder().type(type).id(id).build();
  }

  private static HandshakeResource.Builder resource(HandshakeResourceType type, String value) {
    return HandshakeResource.builder().type(type).value(value);
  }
}
