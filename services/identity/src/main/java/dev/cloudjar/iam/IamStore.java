package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.iam.device.SeedVault;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/** The room's rows, and how they are read and changed. */
final class IamStore {
  static final Entities<User> USERS =
      new Entities<>(Kind.USER, User.class, IamFaults::noUser, IamFaults::userExists);
  static final Entities<Group> GROUPS =
      new Entities<>(Kind.GROUP, Group.class, IamFaults::noGroup, IamFaults::groupExists);
  static final Entities<Role> ROLES =
      new Entities<>(Kind.ROLE, Role.class, IamFaults::noRole, IamFaults::roleExists);
  static final Entities<InstanceProfile> INSTANCE_PROFILES =
      new Entities<>(
          Kind.INSTANCE_PROFILE,
          InstanceProfile.class,
          IamFaults::noInstanceProfile,
          IamFaults::instanceProfileExists);

  static final Entities<ServerCertificate> SERVER_CERTIFICATES =
      new Entities<>(
          Kind.SERVER_CERTIFICATE,
          ServerCertificate.class,
          IamFaults::noServerCertificate,
          IamFaults::serverCertificateExists);
  static final Entities<OpenIdConnectProvider> OPEN_ID_CONNECT =
      new Entities<>(
          Kind.OPEN_ID_CONNECT_PROVIDER,
          OpenIdConnectProvider.class,
          IamFaults::noOpenIdConnectProvider,
          it -> IamFaults.exists("Provider with url https://" + it + " already exists."));
  static final Entities<SamlProvider> SAML =
      new Entities<>(
          Kind.SAML_PROVIDER,
          SamlProvider.class,
          it -> IamFaults.notFound("Manifest not found for arn " + it),
          it -> IamFaults.exists("SAML Provider with name " + it + " already exists."));

  private static final int ID_LENGTH = 17;
  private static final int CERTIFICATE_ID_LENGTH = 28;
  private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final Cloud cloud;

  IamStore(Cloud cloud) {
    this.cloud = cloud;
  }

  /** What opens the seeds of devices; its secret is kept elsewhere than its contents. */
  SeedVault seeds() {
    return new SeedVault(cloud.secrets().secret("iam-tokens"));
  }

  <T> T read(Function<Snapshot, T> body) {
    return cloud.store().read(body);
  }

  /** Changes what the account consists of: the gate looks anew from the commit on. */
  <T> T change(String accountId, Function<Transaction, T> body) {
    return cloud
        .store()
        .transact(
            transaction -> {
              T result = body.apply(transaction);
              cloud.identities().changed(transaction, accountId);
              return result;
            });
  }

  /** Notes what decides about no call, such as a last use: the gate goes on with what it knows. */
  <T> T note(Function<Transaction, T> body) {
    return cloud.store().transact(body);
  }

  /** When a call came in, in whole seconds, as all of IAM's dates are. */
  static Instant time(Call call) {
    return call.time().truncatedTo(ChronoUnit.SECONDS);
  }

  /** A new id, such as {@code AIDACKCEVSQ6C2EXAMPLE}. */
  String newId(Kind kind) {
    return newId(kind.idPrefix());
  }

  String newId(String prefix) {
    return prefix + cloud.ids().text(ID_LENGTH, ID_LETTERS);
  }

  /** A new id of a user's certificate, such as {@code TA7SMP42TDN5Z26OBPJE7EXAMPLE}. */
  String newCertificateId() {
    return cloud.ids().text(CERTIFICATE_ID_LENGTH, ID_LETTERS);
  }

  /** The holder of policies with a name. */
  static PolicyHolder requireHolder(Snapshot snapshot, String accountId, Kind kind, String name) {
    return switch (kind) {
      case USER -> USERS.require(snapshot, accountId, name);
      case GROUP -> GROUPS.require(snapshot, accountId, name);
      case ROLE -> ROLES.require(snapshot, accountId, name);
      default -> throw new IllegalArgumentException(kind + " holds no policies");
    };
  }
}
