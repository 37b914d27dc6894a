package dev.cloudjar.sts;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import java.text.ParseException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect provider's token, as it says of itself: nothing of it is proved.
 *
 * @param audience whom it is for: the authorized party, where it names one
 * @param originalAudiences whom it is for by its own {@code aud}
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp">Passing
 *     session tags using AssumeRoleWithWebIdentity</a>
 */
record IdToken(
    JWSObject signed,
    String issuer,
    String subject,
    List<String> audience,
    List<String> originalAudiences,
    Instant issued,
    Instant expires,
    Optional<Instant> notBefore,
    List<String> methods,
    Map<String, String> tags,
    Set<String> transitiveTagKeys,
    Optional<String> sourceIdentity) {
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);
  private static final String TAGS = "https://aws.amazon.com/tags";
  private static final String SOURCE_IDENTITY = "https://aws.amazon.com/source_identity";

  /**
   * Reads a token.
   *
   * @throws dev.cloudjar.cloud.Fault if it is none
   */
  static IdToken parse(String text) {
    JWSObject signed;
    try {
      signed = JWSObject.parse(text);
    } catch (ParseException e) {
      throw StsFaults.notAToken();
    }
    Map<String, Object> claims = signed.getPayload().toJSONObject();
    if (claims == null) {
      throw StsFaults.notAToken();
    }
    if (!ALGORITHMS.contains(signed.getHeader().getAlgorithm())) {
      throw StsFaults.invalidIdentityToken("Unsupported algorithm in the ID Token's header");
    }
    List<String> audiences = texts(claims.get("aud"));
    Optional<String> party = text(claims.get("azp"));
    if (audiences.isEmpty() && party.isEmpty()) {
      throw StsFaults.missingClaim("aud");
    }
    Map<?, ?> tags = claims.get(TAGS) instanceof Map<?, ?> map ? map : Map.of();
    return new IdToken(
        signed,
        text(claims.get("iss")).orElseThrow(() -> StsFaults.missingClaim("iss")),
        text(claims.get("sub")).orElseThrow(() -> StsFaults.missingClaim("sub")),
        party.map(List::of).orElse(audiences),
        audiences,
        time(claims.get("iat")).orElseThrow(() -> StsFaults.missingClaim("iat")),
        time(claims.get("exp")).orElseThrow(() -> StsFaults.missingClaim("exp")),
        time(claims.get("nbf")),
        texts(claims.get("amr")),
        tags(tags.get("principal_tags")),
        Set.copyOf(texts(tags.get("transitive_tag_keys"))),
        text(claims.get(SOURCE_IDENTITY)).or(() -> text(tags.get("source_identity"))));
  }

  private static Map<String, String> tags(@Nullable Object claim) {
    Map<String, String> tags = new LinkedHashMap<>();
    if (claim instanceof Map<?, ?> map) {
      map.forEach(
          (key, values) -> {
            List<String> all = texts(values);
            if (!(key instanceof String name) || all.size() != 1) {
              throw StsFaults.invalidIdentityToken(
                  "Each principal tag in the ID Token must have exactly one value");
            }
            tags.put(name, all.getFirst());
          });
    }
    return tags;
  }

  private static Optional<String> text(@Nullable Object claim) {
    return claim instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
  }

  private static List<String> texts(@Nullable Object claim) {
    return claim instanceof List<?> list
        ? list.stream().flatMap(it -> text(it).stream()).distinct().toList()
        : text(claim).stream().toList();
  }

  /** Whole seconds, as the documentation wants them. */
  private static Optional<Instant> time(@Nullable Object claim) {
    return claim instanceof Long seconds && Math.abs(seconds) <= Instant.MAX.getEpochSecond()
        ? Optional.of(Instant.ofEpochSecond(seconds))
        : Optional.empty();
  }
}
