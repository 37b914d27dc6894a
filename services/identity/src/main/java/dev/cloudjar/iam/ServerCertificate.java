package dev.cloudjar.iam;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A certificate with its key, for load balancers and the like. */
record ServerCertificate(
    String path,
    String name,
    String id,
    Instant created,
    Map<String, String> tags,
    String body,
    String privateKey,
    Optional<String> chain,
    Instant expires)
    implements Entity<ServerCertificate> {

  @Override
  public Kind kind() {
    return Kind.SERVER_CERTIFICATE;
  }

  @Override
  public ServerCertificate withTags(Map<String, String> its) {
    return new ServerCertificate(path, name, id, created, its, body, privateKey, chain, expires);
  }

  @Override
  public ServerCertificate at(String itsPath, String itsName) {
    return new ServerCertificate(
        itsPath, itsName, id, created, tags, body, privateKey, chain, expires);
  }
}
