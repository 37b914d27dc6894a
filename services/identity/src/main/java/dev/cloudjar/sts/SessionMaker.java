package dev.cloudjar.sts;

import dev.cloudjar.cloud.AccessKeyIds;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Session;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/** Makes temporary credentials. */
final class SessionMaker {
  private static final int SECRET_LENGTH = 40;
  private static final String SECRET_LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final int TOKEN_BYTES = 192;

  private final Cloud cloud;

  SessionMaker(Cloud cloud) {
    this.cloud = cloud;
  }

  /** Makes credentials for somebody, and makes them known. */
  AccessKey make(Principal owner, Session session, int durationSeconds) {
    // What the caller is told has whole seconds.
    Instant expires =
        cloud.clock().now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(durationSeconds);
    AccessKey key =
        new AccessKey(
            AccessKeyIds.make(AccessKeyIds.TEMPORARY, owner.accountId(), cloud.ids()),
            cloud.ids().text(SECRET_LENGTH, SECRET_LETTERS),
            Base64.getEncoder().encodeToString(cloud.ids().bytes(TOKEN_BYTES)),
            owner,
            expires,
            Optional.of(session));
    return cloud
        .store()
        .transact(
            transaction -> {
              cloud.credentials().add(transaction, key);
              return key;
            });
  }
}
