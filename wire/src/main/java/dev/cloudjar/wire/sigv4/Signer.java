package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.Headers;
import dev.cloudjar.wire.RequestHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests with one key, for the cloud's own calls over HTTP. For whoever is a client of AWS
 * the official SDK has a signer.
 *
 * @param sessionToken null for a long-term key
 */
public record Signer(
    String accessKeyId,
    String secretAccessKey,
    @Nullable String sessionToken,
    String region,
    String service) {

  /**
   * The headers that make a request signed: those that were given and those that were added.
   *
   * @param path percent-encoded, as it will be sent
   * @param query percent-encoded, as it will be sent; empty for none
   * @param headers among them {@code host}; all of them are signed
   * @param payload the SHA-256 of the body in hexadecimal digits, or what S3 takes in its place
   */
  public Map<String, String> sign(
      String method,
      String path,
      String query,
      Map<String, String> headers,
      String payload,
      Instant now) {
    String timestamp = BasicTime.format(now);
    TreeMap<String, String> signed = new TreeMap<>();
    headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value));
    signed.put("x-amz-date", timestamp);
    if (sessionToken != null) {
      signed.put("x-amz-security-token", sessionToken);
    }
    SigningRules rules = SigningRules.of(service);
    if (rules.declaresPayload()) {
      signed.put("x-amz-content-sha256", payload);
    }
    CredentialScope scope = scope(timestamp);
    String signature =
        signature(
            new RequestHead(method, path, query, new Signed(signed)),
            List.copyOf(signed.keySet()),
            rules,
            payload,
            timestamp,
            scope);
    Map<String, String> all = new LinkedHashMap<>(signed);
    all.put(
        "authorization",
        ClaimReader.ALGORITHM
            + " Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(accessKeyId, scope, String.join(";", signed.keySet()), signature));
    return all;
  }

  /**
   * The query that makes a request presigned: the one that was given and what was added.
   *
   * @param query percent-encoded; empty for none
   * @param headers among them {@code host}; all of them are signed and have to be sent
   * @param expiresSeconds from 1 to 604800
   */
  public String presign(
      String method,
      String path,
      String query,
      Map<String, String> headers,
      long expiresSeconds,
      Instant now) {
    String timestamp = BasicTime.format(now);
    CredentialScope scope = scope(timestamp);
    TreeMap<String, String> signed = new TreeMap<>();
    headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), value));
    List<String> parameters = new ArrayList<>();
    if (!query.isEmpty()) {
      parameters.add(query);
    }
    parameters.add("X-Amz-Algorithm=" + ClaimReader.ALGORITHM);
    parameters.add("X-Amz-Credential=" + UriEncoding.encodeValue(accessKeyId + '/' + scope));
    parameters.add("X-Amz-Date=" + timestamp);
    parameters.add("X-Amz-Expires=" + expiresSeconds);
    if (sessionToken != null) {
      parameters.add("X-Amz-Security-Token=" + UriEncoding.encodeValue(sessionToken));
    }
    parameters.add(
        "X-Amz-SignedHeaders=" + UriEncoding.encodeValue(String.join(";", signed.keySet())));
    String unsigned = String.join("&", parameters);
    SigningRules rules = SigningRules.of(service);
    String signature =
        signature(
            new RequestHead(method, path, unsigned, new Signed(signed)),
            List.copyOf(signed.keySet()),
            rules,
            rules.declaresPayload() ? PayloadDeclaration.UNSIGNED_PAYLOAD : Sha256.EMPTY,
            timestamp,
            scope);
    return unsigned + "&X-Amz-Signature=" + signature;
  }

  private CredentialScope scope(String timestamp) {
    return new CredentialScope(timestamp.substring(0, 8), region, service);
  }

  private String signature(
      RequestHead head,
      List<String> signedHeaders,
      SigningRules rules,
      String payload,
      String timestamp,
      CredentialScope scope) {
    ByteText request = CanonicalRequest.of(head, signedHeaders, rules, payload);
    ByteText text = SigV4.stringToSign(timestamp, scope, request);
    byte[] signature = SigningKeys.derive(secretAccessKey, scope).sign(text.array(), text.length());
    return HexFormat.of().formatHex(signature);
  }

  private record Signed(Map<String, String> values) implements Headers {
    @Override
    public @Nullable String first(String lowerCaseName) {
      return values.get(lowerCaseName);
    }

    @Override
    public List<String> all(String lowerCaseName) {
      String value = values.get(lowerCaseName);
      return value == null ? List.of() : List.of(value);
    }

    @Override
    public void forEach(BiConsumer<String, String> action) {
      values.forEach(action);
    }
  }
}
