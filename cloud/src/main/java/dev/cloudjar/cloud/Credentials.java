package dev.cloudjar.cloud;

import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The access keys that the cloud has given out, and what it makes of all others. */
public interface Credentials {

  /** The key with this id; empty where nobody has created it. */
  Optional<AccessKey> find(String accessKeyId);

  /** Makes a key known from the commit of {@code transaction} on. */
  void add(Transaction transaction, AccessKey key);

  /** Makes a key unknown from the commit of {@code transaction} on. */
  void remove(Transaction transaction, String accessKeyId);

  /**
   * An access key.
   *
   * @param sessionToken the token that must come with it; null for a long-term key
   * @param expires when it stops working on the virtual clock; null for never
   * @param session what it carries besides; empty for a long-term key
   */
  record AccessKey(
      String accessKeyId,
      String secretAccessKey,
      @Nullable String sessionToken,
      Principal principal,
      @Nullable Instant expires,
      Optional<Session> session) {

    /** A long-term key, or one that carries nothing. */
    public AccessKey(
        String accessKeyId,
        String secretAccessKey,
        @Nullable String sessionToken,
        Principal principal,
        @Nullable Instant expires) {
      this(accessKeyId, secretAccessKey, sessionToken, principal, expires, Optional.empty());
    }
  }
}
