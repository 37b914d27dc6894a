package dev.cloudjar.wire.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** AWS's own test suite, from the server's side. */
class PublishedSuiteTest {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final CredentialScope SCOPE =
      new CredentialScope("20150830", "us-east-1", "service");
  private static final SigningRules AS_IT_IS =
      new SigningRules(false, false, false, false, Duration.ofMinutes(5));

  record Case(
      String name,
      boolean normalized,
      Instant time,
      String request,
      String canonicalRequest,
      String stringToSign,
      String signature) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in =
        PublishedSuiteTest.class.getResourceAsStream("/sigv4/aws-signing-test-suite-v4.json")) {
      for (JsonNode node : new JsonMapper().readTree(in)) {
        for (String form : List.of("header", "query")) {
          JsonNode vector = node.get(form);
          String name = node.get("name").asString();
          // The token that this one adds behind its signature is for gateways that never sign it.
          if (!(name.equals("post-sts-header-after") && form.equals("query"))) {
            cases.add(
                new Case(
                    name + " in the " + form,
                    node.get("normalize").asBoolean(),
                    Instant.parse(node.get("timestamp").asString()),
                    vector.get("signedRequest").asString(),
                    vector.get("canonicalRequest").asString(),
                    vector.get("stringToSign").asString(),
                    vector.get("signature").asString()));
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyStepIsAsPublished(Case vector) {
    RawRequest request = RawRequest.parse(vector.request);
    SignatureClaim claim = signed(request);
    SigningRules rules = vector.normalized ? SigningRules.of("service") : AS_IT_IS;
    String payload = claim.payload().canonical(SigV4.bodyHash(request.body()));

    ByteText canonical = CanonicalRequest.of(request.head(), claim.signedHeaders(), rules, payload);
    assertThat(canonical).hasToString(vector.canonicalRequest);

    ByteText text = SigV4.stringToSign(claim.timestamp(), claim.scope(), canonical);
    assertThat(text).hasToString(vector.stringToSign);

    byte[] signature = SigningKeys.derive(SECRET, SCOPE).sign(vector.stringToSign);
    assertThat(HexFormat.of().formatHex(signature)).isEqualTo(vector.signature);
    assertThat(claim.signature()).isEqualTo(vector.signature);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theClaimIsVerified(Case vector) {
    if (!vector.normalized) {
      return;
    }
    RawRequest request = RawRequest.parse(vector.request);
    SignatureClaim claim = signed(request);
    assertThat(claim.accessKeyId()).isEqualTo("AKIDEXAMPLE");
    assertThat(claim.scope()).isEqualTo(SCOPE);
    assertThat(claim.signedAt()).isEqualTo(vector.time);

    SigV4 signatures = new SigV4();
    String hash = SigV4.bodyHash(request.body());
    Clocks clocks = Clocks.of(vector.time, vector.time);
    assertThat(signatures.verify(claim, request.head(), SECRET, hash, clocks))
        .isInstanceOf(Verdict.Verified.class);
    assertThat(signatures.verify(claim, request.head(), SECRET + "x", hash, clocks))
        .isInstanceOf(Verdict.Refused.class);
  }

  private static SignatureClaim signed(RawRequest request) {
    return ((Claim.Signed) SigV4.read(request.head())).signature();
  }

  @Test
  void textStaysOneByteForEachChar() {
    ByteText text = new ByteText(1);
    text.append("é€");
    assertThat(text.length()).isEqualTo(1 + "€".getBytes(StandardCharsets.UTF_8).length);
  }
}
