package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.iam.UserCredentials.SigningCertificate;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Writes the reports of accounts' credentials, each some time after somebody has asked for it. An
 * account has one at a time.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html">its
 *     columns</a>
 */
final class CredentialReports {
  private static final String WRITE = "iam:write-credential-report";
  private static final Duration TAKES = Duration.ofSeconds(1);
  private static final Table<Key, CredentialReport> REPORTS =
      Key.table("credential-report", 1, CredentialReport.class);

  private static final String HEADER =
      "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
          + "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
          + "access_key_1_last_used_date,access_key_1_last_used_region,"
          + "access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,"
          + "access_key_2_last_used_date,access_key_2_last_used_region,"
          + "access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,"
          + "cert_2_last_rotated";
  private static final String NONE = "N/A";
  private static final String UNKNOWN = "no_information";
  private static final String UNSUPPORTED = "not_supported";
  private static final int SLOTS = 2;

  /** The service whose Region is not told, since it is not about one. */
  private static final String WITHOUT_REGION = "s3";

  private final Cloud cloud;
  private final LastUses uses;

  CredentialReports(Cloud cloud, LastUses uses) {
    this.cloud = cloud;
    this.uses = uses;
  }

  void open() {
    cloud.work().handle(WRITE, this::write);
  }

  static Optional<CredentialReport> find(Snapshot snapshot, String accountId) {
    return Optional.ofNullable(REPORTS.get(snapshot, Key.of(accountId)));
  }

  void begin(Transaction transaction, String accountId, Instant now) {
    if (Accounts.begun(transaction, accountId).isEmpty()) {
      Accounts.putBegun(transaction, accountId, oldestUser(transaction, accountId).orElse(now));
    }
    REPORTS.put(transaction, Key.of(accountId), CredentialReport.begun());
    cloud
        .work()
        .schedule(
            transaction,
            WRITE,
            accountId,
            now.plus(TAKES),
            accountId.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Instant> oldestUser(Snapshot snapshot, String accountId) {
    return IamStore.USERS.list(snapshot, accountId, "/", Paging.NONE).items().stream()
        .map(User::created)
        .min(Comparator.naturalOrder());
  }

  private void write(Work.Item item) {
    String accountId = new String(item.payload(), StandardCharsets.UTF_8);
    Instant now = cloud.clock().now().truncatedTo(ChronoUnit.SECONDS);
    uses.settle();
    String content = cloud.store().read(snapshot -> content(snapshot, accountId));
    cloud
        .store()
        .transact(
            transaction -> {
              REPORTS.put(
                  transaction, Key.of(accountId), new CredentialReport(Optional.of(now), content));
              return accountId;
            });
  }

  private static String content(Snapshot snapshot, String accountId) {
    List<String> lines = new ArrayList<>();
    lines.add(HEADER);
    lines.add(root(snapshot, accountId));
    IamStore.USERS.list(snapshot, accountId, "/", Paging.NONE).items().stream()
        .sorted(Comparator.comparing(User::name, String.CASE_INSENSITIVE_ORDER))
        .forEach(user -> lines.add(user(snapshot, accountId, user)));
    return String.join("\n", lines);
  }

  /** Of the root's password, no more is told than when it was last used. */
  private static String root(Snapshot snapshot, String accountId) {
    List<String> fields = new ArrayList<>();
    fields.add("<root_account>");
    fields.add("arn:aws:iam::" + accountId + ":root");
    fields.add(time(Accounts.begun(snapshot, accountId).orElseThrow()));
    String signedIn =
        RootLogins.find(snapshot, accountId)
            .flatMap(it -> it.login().lastUsed())
            .map(CredentialReports::time)
            .orElse(UNKNOWN);
    fields.addAll(List.of(UNSUPPORTED, signedIn, UNSUPPORTED, UNSUPPORTED));
    addCredentials(snapshot, accountId, accountId, List.of(), fields);
    return String.join(",", fields);
  }

  private static String user(Snapshot snapshot, String accountId, User user) {
    List<String> fields = new ArrayList<>();
    fields.add(quoted(user.name()));
    fields.add(quoted(user.arn(accountId)));
    fields.add(time(user.created()));
    fields.addAll(password(snapshot, accountId, user));
    addCredentials(
        snapshot,
        accountId,
        user.id(),
        UserCredentials.SIGNING_CERTIFICATES
            .list(snapshot, accountId, user.id(), Paging.NONE)
            .map(UserCredentials.Held::credential)
            .items(),
        fields);
    return String.join(",", fields);
  }

  private static List<String> password(Snapshot snapshot, String accountId, User user) {
    Optional<Login> login = Logins.find(snapshot, accountId, user);
    if (login.isEmpty()) {
      return List.of("false", NONE, NONE, NONE);
    }
    Instant changed = login.get().changed();
    Optional<Integer> days = Logins.policy(snapshot, accountId).flatMap(PasswordPolicy::maxAgeDays);
    return List.of(
        "true",
        login.get().lastUsed().map(CredentialReports::time).orElse(UNKNOWN),
        time(changed),
        days.map(it -> time(changed.plus(Duration.ofDays(it)))).orElse(NONE));
  }

  private static void addCredentials(
      Snapshot snapshot,
      String accountId,
      String ownerId,
      List<SigningCertificate> certificates,
      List<String> fields) {
    fields.add(Boolean.toString(!MfaDevices.ofOwner(snapshot, accountId, ownerId).isEmpty()));
    List<AccessKeys.AccessKey> keys = AccessKeys.list(snapshot, accountId, ownerId);
    for (int i = 0; i < SLOTS; i++) {
      fields.addAll(
          i < keys.size()
              ? key(snapshot, accountId, keys.get(i))
              : List.of("false", NONE, NONE, NONE, NONE));
    }
    for (int i = 0; i < SLOTS; i++) {
      fields.addAll(
          i < certificates.size()
              ? List.of(
                  Boolean.toString(certificates.get(i).active()),
                  time(certificates.get(i).uploaded()))
              : List.of("false", NONE));
    }
  }

  private static List<String> key(Snapshot snapshot, String accountId, AccessKeys.AccessKey key) {
    Optional<LastUses.Use> use = LastUses.ofKey(snapshot, accountId, key.id());
    return List.of(
        Boolean.toString(key.active()),
        time(key.created()),
        use.map(it -> time(it.time())).orElse(NONE),
        use.filter(it -> !it.service().equals(WITHOUT_REGION))
            .map(LastUses.Use::region)
            .orElse(NONE),
        use.map(LastUses.Use::service).orElse(NONE));
  }

  private static String quoted(String field) {
    return field.contains(",") ? '"' + field + '"' : field;
  }

  private static String time(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(
        time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
  }
}
