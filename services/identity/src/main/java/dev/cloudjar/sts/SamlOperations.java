package dev.cloudjar.sts;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlResponse;

/**
 * Sessions of roles for those who show a signed assertion of a SAML provider.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html">Configure
 *     SAML assertions for the authentication response</a>
 */
final class SamlOperations {
  private static final String ACTION = "sts:AssumeRoleWithSAML";
  private static final String ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes/";
  private static final String TAG = ATTRIBUTES + "PrincipalTag:";
  private static final String SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";
  private static final Pattern SIGN_IN =
      Pattern.compile("https://([a-z0-9-]+\\.)?signin\\.aws\\.amazon\\.com/saml(/acs/[\\w-]+)?");
  private static final String PARTY = "urn:amazon:webservices";
  private static final Pattern PROVIDER =
      Pattern.compile("arn:aws[a-z-]*:iam::(\\d{12}):saml-provider/([\\w._-]{1,128})");
  private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
  private static final Duration REDEEMABLE = Duration.ofMinutes(5);

  private final Cloud cloud;
  private final FederatedRoles roles;
  private final SessionPolicyOperations policies;

  SamlOperations(Cloud cloud, FederatedRoles roles, SessionPolicyOperations policies) {
    this.cloud = cloud;
    this.roles = roles;
    this.policies = policies;
  }

  AssumeRoleWithSamlResponse assume(Call call, AssumeRoleWithSamlRequest request) {
    String account =
        RoleTrust.parse(request.roleArn())
            .orElseThrow(() -> StsFaults.invalidArn(request.roleArn()))
            .accountId();
    Matcher provider = PROVIDER.matcher(request.principalArn());
    if (!provider.matches()) {
      throw StsFaults.invalidArn(request.principalArn());
    }
    SamlAssertion assertion = checked(request, call.time());
    if (!provider.group(1).equals(account)
        || !namesRole(assertion, request.roleArn(), request.principalArn())) {
      throw StsFaults.notAuthorized(ACTION);
    }
    String qualifier = nameQualifier(assertion.issuer() + account + "/" + provider.group(2));
    Optional<String> sourceIdentity = sourceIdentity(assertion);
    FederatedRoles.Assumed assumed =
        roles.assume(
            call,
            new FederatedRoles.Wanted(
                ACTION,
                request.roleArn(),
                sessionName(assertion),
                policies.limits(account, call.region(), request.policy(), request.policyArns()),
                seconds(assertion, request, call.time())),
            new FederatedRoles.Vouched(
                new Principal.Federated(
                    account,
                    Principal.Federated.Protocol.SAML,
                    request.principalArn(),
                    assertion.subject()),
                SamlClaims.all(assertion, qualifier, account, provider.group(2)),
                SamlClaims.lasting(assertion, qualifier),
                tags(assertion),
                sourceIdentity));
    return AssumeRoleWithSamlResponse.builder()
        .credentials(SessionOperations.shown(assumed.key()))
        .assumedRoleUser(it -> it.arn(assumed.who().arn()).assumedRoleId(assumed.who().userId()))
        .packedPolicySize(assumed.packedPercent())
        .subject(assertion.subject())
        .subjectType(assertion.subjectType())
        .issuer(assertion.issuer())
        .audience(assertion.recipient())
        .nameQualifier(qualifier)
        .sourceIdentity(sourceIdentity.orElse(null))
        .build();
  }

  private SamlAssertion checked(AssumeRoleWithSamlRequest request, Instant now) {
    SamlDescription description =
        cloud
            .identities()
            .source()
            .flatMap(it -> it.samlMetadata(request.principalArn()))
            .flatMap(SamlDescription::parse)
            .orElseThrow(StsFaults::noSamlProvider);
    Element response = response(request.samlAssertion());
    SamlAssertion assertion =
        SamlSignatures.signedAssertion(response, description.keys())
            .map(SamlAssertion::read)
            .orElseThrow(StsFaults::invalidSamlSignature);
    if (!assertion.issuer().equals(description.issuer())) {
      throw StsFaults.otherSamlIssuer();
    }
    checkTimes(assertion, now);
    boolean forUs =
        !assertion.audiences().isEmpty()
            && assertion.audiences().stream()
                .allMatch(any -> any.stream().anyMatch(it -> isOurs(it) || it.equals(PARTY)));
    if (!forUs || !isOurs(assertion.recipient())) {
      throw StsFaults.otherSamlAudience();
    }
    return assertion;
  }

  private static boolean isOurs(String address) {
    return SIGN_IN.matcher(address).matches();
  }

  private static Element response(String encoded) {
    byte[] text;
    try {
      text = Base64.getDecoder().decode(encoded.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw StsFaults.invalidSamlResponse();
    }
    Element response =
        SamlXml.parse(text)
            .filter(it -> SamlXml.is(it, SamlXml.PROTOCOL, "Response"))
            .orElseThrow(StsFaults::invalidSamlResponse);
    boolean success =
        SamlXml.child(response, SamlXml.PROTOCOL, "Status")
            .flatMap(it -> SamlXml.child(it, SamlXml.PROTOCOL, "StatusCode"))
            .filter(it -> it.getAttribute("Value").equals(SUCCESS))
            .isPresent();
    if (!success) {
      throw StsFaults.rejectedByProvider();
    }
    return response;
  }

  private static void checkTimes(SamlAssertion assertion, Instant now) {
    if (now.isAfter(assertion.issued().plus(REDEEMABLE))
        || assertion.notOnOrAfter().filter(end -> !now.isBefore(end)).isPresent()) {
      throw StsFaults.expiredToken("Token must be redeemed within 5 minutes of issuance");
    }
    Instant latest = now.plus(REDEEMABLE);
    if (assertion.issued().isAfter(latest)
        || assertion.notBefore().filter(now::isBefore).isPresent()) {
      throw StsFaults.invalidIdentityToken("The SAML response is not valid yet");
    }
  }

  /** Roles and providers come in pairs, in either order. */
  private static boolean namesRole(SamlAssertion assertion, String role, String provider) {
    Set<String> pair = Set.of(role, provider);
    return assertion.values(ATTRIBUTES + "Role").stream()
        .map(value -> Arrays.stream(value.split(",", -1)).map(String::strip).toList())
        .anyMatch(it -> it.size() == 2 && pair.equals(Set.copyOf(it)));
  }

  private static String sessionName(SamlAssertion assertion) {
    String name =
        assertion.values(ATTRIBUTES + "RoleSessionName").stream()
            .findFirst()
            .orElseThrow(StsFaults::noSamlSessionName);
    if (!SESSION_NAME.matcher(name).matches()) {
      throw StsFaults.badSamlSessionName();
    }
    return name;
  }

  private static Optional<String> sourceIdentity(SamlAssertion assertion) {
    Optional<String> found = assertion.values(ATTRIBUTES + "SourceIdentity").stream().findFirst();
    if (!found
        .map(it -> WebIdentityOperations.SOURCE_IDENTITY.matcher(it).matches())
        .orElse(true)) {
      throw StsFaults.badSourceIdentity();
    }
    return found;
  }

  private static SessionTags tags(SamlAssertion assertion) {
    Map<String, String> tags = new LinkedHashMap<>();
    assertion
        .attributes()
        .forEach(
            (name, values) -> {
              if (name.startsWith(TAG) && values.size() == 1) {
                tags.put(name.substring(TAG.length()), values.getFirst());
              }
            });
    return SessionTags.of(
        Map.of(), tags, Set.copyOf(assertion.values(ATTRIBUTES + "TransitiveTagKeys")));
  }

  private static int seconds(
      SamlAssertion assertion, AssumeRoleWithSamlRequest request, Instant now) {
    int wanted = WebIdentityOperations.seconds(request.durationSeconds());
    long left =
        assertion
            .sessionEnd()
            .map(end -> Duration.between(now.truncatedTo(ChronoUnit.SECONDS), end).toSeconds())
            .orElse(Long.MAX_VALUE);
    if (left <= 0) {
      throw StsFaults.expiredToken("The session of the SAML response is over");
    }
    return (int) Math.min(wanted, left);
  }

  private static String nameQualifier(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
