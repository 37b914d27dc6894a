package dev.cloudjar.iam;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody whose assertions vouch for people.
 *
 * @param metadata the document that says how the assertions are signed
 * @param encryption {@code Required} or {@code Allowed}
 */
record SamlProvider(
    String name,
    String id,
    Instant created,
    Map<String, String> tags,
    String metadata,
    Instant validUntil,
    Optional<String> encryption,
    List<DecryptionKey> keys)
    implements Entity<SamlProvider> {

  /** A key that opens encrypted assertions. */
  record DecryptionKey(String id, Instant added, String pem) {}

  @Override
  public Kind kind() {
    return Kind.SAML_PROVIDER;
  }

  @Override
  public String path() {
    return "/";
  }

  @Override
  public SamlProvider withTags(Map<String, String> its) {
    return new SamlProvider(name, id, created, its, metadata, validUntil, encryption, keys);
  }

  @Override
  public SamlProvider at(String itsPath, String itsName) {
    throw new UnsupportedOperationException("a provider keeps its name");
  }

  SamlProvider described(String document, Instant until) {
    return new SamlProvider(name, id, created, tags, document, until, encryption, keys);
  }

  SamlProvider encrypted(Optional<String> mode, List<DecryptionKey> itsKeys) {
    return new SamlProvider(name, id, created, tags, metadata, validUntil, mode, itsKeys);
  }
}
