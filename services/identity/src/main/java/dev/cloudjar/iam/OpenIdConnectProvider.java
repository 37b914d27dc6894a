package dev.cloudjar.iam;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Somebody whose tokens vouch for people.
 *
 * @param name the URL without its scheme
 * @param clientIds whom the tokens may be for
 * @param thumbprints of the certificates that the provider may show
 */
record OpenIdConnectProvider(
    String name,
    String id,
    Instant created,
    Map<String, String> tags,
    List<String> clientIds,
    List<String> thumbprints)
    implements Entity<OpenIdConnectProvider> {

  @Override
  public Kind kind() {
    return Kind.OPEN_ID_CONNECT_PROVIDER;
  }

  @Override
  public String path() {
    return "/";
  }

  @Override
  public OpenIdConnectProvider withTags(Map<String, String> its) {
    return new OpenIdConnectProvider(name, id, created, its, clientIds, thumbprints);
  }

  @Override
  public OpenIdConnectProvider at(String itsPath, String itsName) {
    throw new UnsupportedOperationException("a provider keeps its address");
  }

  OpenIdConnectProvider with(List<String> itsClientIds, List<String> itsThumbprints) {
    return new OpenIdConnectProvider(name, id, created, tags, itsClientIds, itsThumbprints);
  }
}
