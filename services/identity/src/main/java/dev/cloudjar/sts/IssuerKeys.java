package dev.cloudjar.sts;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The keys that identity providers sign with, as they publish them. What was fetched is believed
 * for an hour; a key that it lacks is looked for again, but not more often than providers like.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect
 *     Discovery</a>
 */
final class IssuerKeys {
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_ISSUERS = 1000;

  private final IssuerDocuments documents;
  private final ConcurrentMap<String, Known> cache = new ConcurrentHashMap<>();

  private record Known(JWKSet keys, Instant fetched) {}

  IssuerKeys(IssuerDocuments documents) {
    this.documents = documents;
  }

  /** The keys that may have signed what has this header. */
  List<JWK> find(String issuer, IssuerAddress address, JWSHeader header, Instant now) {
    Known known = cache.get(issuer);
    if (known == null || !now.isBefore(known.fetched.plus(FRESH))) {
      known = fetch(issuer, address, now);
    }
    List<JWK> keys = select(known, header);
    if (keys.isEmpty() && now.isAfter(known.fetched.plus(PATIENCE))) {
      keys = select(fetch(issuer, address, now), header);
    }
    return keys;
  }

  private static List<JWK> select(Known known, JWSHeader header) {
    return new JWKSelector(JWKMatcher.forJWSHeader(header)).select(known.keys);
  }

  private Known fetch(String issuer, IssuerAddress address, Instant now) {
    Known fetched = new Known(keys(issuer, address), now);
    if (cache.size() >= MOST_ISSUERS) {
      cache.clear();
    }
    cache.put(issuer, fetched);
    return fetched;
  }

  private JWKSet keys(String issuer, IssuerAddress address) {
    try {
      Map<String, Object> description =
          JSONObjectUtils.parse(documents.fetch(address.description()));
      if (!issuer.equals(description.get("issuer"))
          || !(description.get("jwks_uri") instanceof String named)) {
        throw StsFaults.noVerificationKey();
      }
      URI keys = address.naming(named).orElseThrow(StsFaults::noVerificationKey);
      return JWKSet.parse(documents.fetch(keys));
    } catch (ParseException e) {
      throw StsFaults.noVerificationKey();
    }
  }
}
