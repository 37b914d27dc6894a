package dev.cloudjar.kms;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * What proves a grant that is so new that not everybody has heard of it. Here everybody has; so a
 * token gives nothing that its grant does not, but it must be one.
 */
final class GrantTokens {
  private static final String BINDING = "grant token";

  private final RootKey rootKey;

  GrantTokens(RootKey rootKey) {
    this.rootKey = rootKey;
  }

  String write(GrantStore.GrantId grant) {
    KeyId key = grant.key();
    byte[] text =
        String.join("/", key.accountId(), key.region(), key.id(), grant.id())
            .getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().encodeToString(rootKey.wrap(text, BINDING));
  }

  GrantStore.GrantId read(String token) {
    byte[] wrapped;
    try {
      wrapped = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw KmsFaults.invalidGrantToken();
    }
    byte[] text = rootKey.unwrap(wrapped, BINDING).orElseThrow(KmsFaults::invalidGrantToken);
    String[] parts = new String(text, StandardCharsets.UTF_8).split("/", -1);
    return new GrantStore.GrantId(new KeyId(parts[0], parts[1], parts[2]), parts[3]);
  }

  /** Refuses what is no token. */
  void check(List<String> tokens) {
    tokens.forEach(this::read);
  }
}
