package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagException;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

@CloudjarTest(rooms = KmsRoom.class, shared = false)
class KeyOperationsTest {
  private static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("secret");

  private final KmsClient kms;
  private final TestCloud cloud;
  private final TestClock clock;

  KeyOperationsTest(KmsClient kms, TestCloud cloud) {
    this.kms = kms;
    this.cloud = cloud;
    this.clock = cloud.clock();
    clock.freeze();
  }

  private KeyMetadata newKey() {
    return kms.createKey().keyMetadata();
  }

  private KeyMetadata describe(String key) {
    return kms.describeKey(it -> it.keyId(key)).keyMetadata();
  }

  private SdkBytes encrypt(String key) {
    return kms.encrypt(it -> it.keyId(key).plaintext(PLAINTEXT)).ciphertextBlob();
  }

  // ---- keys ------------------------------------------------------------------------------------

  @Test
  @SuppressWarnings("deprecation") // the older name of the spec
  void a_key_is_described_as_it_was_made() {
    KeyMetadata made =
        kms.createKey(
                it -> it.description("mine").tags(Tag.builder().tagKey("a").tagValue("b").build()))
            .keyMetadata();
    assertThat(made.keyId()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(made.arn())
        .isEqualTo("arn:aws:kms:us-east-1:" + cloud.accountId() + ":key/" + made.keyId());
    assertThat(made.awsAccountId()).isEqualTo(cloud.accountId());
    assertThat(made.creationDate())
        .isEqualTo(clock.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
    assertThat(made.enabled()).isTrue();
    assertThat(made.description()).isEqualTo("mine");
    assertThat(made.keyUsageAsString()).isEqualTo("ENCRYPT_DECRYPT");
    assertThat(made.keySpecAsString()).isEqualTo("SYMMETRIC_DEFAULT");
    assertThat(made.customerMasterKeySpecAsString()).isEqualTo("SYMMETRIC_DEFAULT");
    assertThat(made.originAsString()).isEqualTo("AWS_KMS");
    assertThat(made.keyManager()).isEqualTo(KeyManagerType.CUSTOMER);
    assertThat(made.multiRegion()).isFalse();
    assertThat(made.encryptionAlgorithmsAsStrings()).containsExactly("SYMMETRIC_DEFAULT");
    assertThat(made.hasSigningAlgorithms()).isFalse();
    assertThat(describe(made.keyId())).isEqualTo(made);
    assertThat(describe(made.arn())).isEqualTo(made);
    kms.updateKeyDescription(it -> it.keyId(made.keyId()).description("ours"));
    assertThat(describe(made.keyId()).description()).isEqualTo("ours");
  }

  @ParameterizedTest
  @CsvSource({
    "RSA_2048,,ValidationException",
    "ECC_NIST_P256,ENCRYPT_DECRYPT,ValidationException",
    "HMAC_256,SIGN_VERIFY,ValidationException",
    "SYMMETRIC_DEFAULT,GENERATE_VERIFY_MAC,ValidationException",
    "ECC_SECG_P256K1,KEY_AGREEMENT,ValidationException",
    "SM2,SIGN_VERIFY,UnsupportedOperationException",
    "ROT13,ENCRYPT_DECRYPT,ValidationException"
  })
  void a_spec_needs_a_usage_that_goes_with_it(String spec, String usage, String code) {
    refused(() -> kms.createKey(it -> it.keySpec(spec).keyUsage(usage))).withCode(code);
  }

  @Test
  void there_are_no_custom_key_stores() {
    refused(() -> kms.createKey(it -> it.customKeyStoreId("cks-1").origin(OriginType.AWS_CLOUDHSM)))
        .as(UnsupportedOperationException.class);
    refused(() -> kms.describeCustomKeyStores()).withCode("NotImplemented").withStatus(501);
  }

  @Test
  void what_is_no_key_is_not_found() {
    String arn = newKey().arn();
    String nobody = "12345678-1234-1234-1234-123456789012";
    refused(() -> describe(nobody))
        .as(NotFoundException.class)
        .withStatus(400)
        .saying(
            "Key 'arn:aws:kms:us-east-1:"
                + cloud.accountId()
                + ":key/"
                + nobody
                + "' does not exist");
    refused(() -> describe("nonsense")).saying("Invalid keyId 'nonsense'");
    refused(() -> describe("alias/none"))
        .saying("Alias arn:aws:kms:us-east-1:" + cloud.accountId() + ":alias/none is not found.");
    refused(() -> describe(arn.replace("us-east-1", "eu-west-1")))
        .as(NotFoundException.class)
        .saying("Invalid arn eu-west-1");
    refused(() -> kms.enableKey(it -> it.keyId("alias/none"))).as(NotFoundException.class);
  }

  @Test
  void keys_are_listed_page_by_page() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(newKey().keyId());
    }
    assertThat(kms.listKeys().keys())
        .extracting(KeyListEntry::keyId)
        .containsExactlyInAnyOrderElementsOf(made);
    assertThat(kms.listKeysPaginator(it -> it.limit(2)).keys())
        .extracting(KeyListEntry::keyId)
        .containsExactlyInAnyOrderElementsOf(made);
    assertThat(kms.listKeys(it -> it.limit(2)).truncated()).isTrue();
    refused(() -> kms.listKeys(it -> it.marker("?"))).withCode("InvalidMarkerException");
  }

  // ---- states ----------------------------------------------------------------------------------

  @Test
  @Behaviour("KMS-01")
  void a_disabled_key_refuses_until_it_is_enabled_again() {
    String key = newKey().arn();
    SdkBytes ciphertext = encrypt(key);
    kms.disableKey(it -> it.keyId(key));
    assertThat(describe(key).keyState()).isEqualTo(KeyState.DISABLED);
    assertThat(describe(key).enabled()).isFalse();
    for (Executable use :
        List.<Executable>of(
            () -> encrypt(key),
            () -> kms.decrypt(it -> it.ciphertextBlob(ciphertext)),
            () -> kms.generateDataKey(it -> it.keyId(key).numberOfBytes(32)),
            () -> kms.enableKeyRotation(it -> it.keyId(key)))) {
      refused(use).as(DisabledException.class).saying(key + " is disabled.");
    }
    kms.enableKey(it -> it.keyId(key));
    assertThat(kms.decrypt(it -> it.ciphertextBlob(ciphertext)).plaintext()).isEqualTo(PLAINTEXT);
  }

  @Test
  @Behaviour("KMS-01")
  void deletion_waits_and_can_be_called_off() {
    String key = newKey().arn();
    SdkBytes ciphertext = encrypt(key);
    refused(() -> kms.cancelKeyDeletion(it -> it.keyId(key)))
        .as(KmsInvalidStateException.class)
        .saying(key + " is not pending deletion.");
    var scheduled = kms.scheduleKeyDeletion(it -> it.keyId(key).pendingWindowInDays(7));
    assertThat(scheduled.keyId()).isEqualTo(key);
    assertThat(scheduled.pendingWindowInDays()).isEqualTo(7);
    Instant end = scheduled.deletionDate();
    assertThat(Duration.between(clock.now(), end))
        .isBetween(Duration.ofDays(7).minusMillis(2), Duration.ofDays(7));
    assertThat(describe(key).keyState()).isEqualTo(KeyState.PENDING_DELETION);
    assertThat(describe(key).deletionDate()).isEqualTo(end);
    for (Executable use :
        List.<Executable>of(
            () -> encrypt(key),
            () -> kms.decrypt(it -> it.ciphertextBlob(ciphertext)),
            () -> kms.enableKey(it -> it.keyId(key)),
            () -> kms.disableKey(it -> it.keyId(key)),
            () -> kms.updateKeyDescription(it -> it.keyId(key).description("x")),
            () -> kms.createAlias(it -> it.aliasName("alias/late").targetKeyId(key)),
            () -> kms.scheduleKeyDeletion(it -> it.keyId(key)),
            () -> kms.untagResource(it -> it.keyId(key).tagKeys("x")))) {
      refused(use).as(KmsInvalidStateException.class).saying(key + " is pending deletion.");
    }

    assertThat(kms.cancelKeyDeletion(it -> it.keyId(key)).keyId()).isEqualTo(key);
    assertThat(describe(key).keyState()).isEqualTo(KeyState.DISABLED);
    clock.advance(Duration.ofDays(10));
    kms.enableKey(it -> it.keyId(key));
    assertThat(kms.decrypt(it -> it.ciphertextBlob(ciphertext)).plaintext()).isEqualTo(PLAINTEXT);
  }

  @Test
  @Behaviour("KMS-01")
  void a_key_is_gone_after_its_wait_with_all_that_was_its() {
    String key = newKey().arn();
    SdkBytes ciphertext = encrypt(key);
    kms.createAlias(it -> it.aliasName("alias/mine").targetKeyId(key));
    kms.createGrant(
        it ->
            it.keyId(key)
                .granteePrincipal("arn:aws:iam::" + cloud.accountId() + ":role/r")
                .retiringPrincipal("arn:aws:iam::" + cloud.accountId() + ":role/r")
                .operationsWithStrings("Decrypt"));
    kms.scheduleKeyDeletion(it -> it.keyId(key));
    clock.advance(Duration.ofDays(30).minusSeconds(1));
    assertThat(describe(key).keyState()).isEqualTo(KeyState.PENDING_DELETION);
    clock.advance(Duration.ofSeconds(1));
    refused(() -> describe(key)).as(NotFoundException.class);
    refused(() -> describe("alias/mine")).as(NotFoundException.class);
    refused(() -> kms.decrypt(it -> it.ciphertextBlob(ciphertext)))
        .withCode("AccessDeniedException");
    assertThat(kms.listAliases().aliases()).isEmpty();
    assertThat(
            kms.listRetirableGrants(
                    it -> it.retiringPrincipal("arn:aws:iam::" + cloud.accountId() + ":role/r"))
                .grants())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"6", "31", "0"})
  void deletion_waits_7_to_30_days(int days) {
    String key = newKey().keyId();
    refused(() -> kms.scheduleKeyDeletion(it -> it.keyId(key).pendingWindowInDays(days)))
        .withCode("ValidationException");
    assertThat(describe(key).keyState()).isEqualTo(KeyState.ENABLED);
  }

  // ---- tags ------------------------------------------------------------------------------------

  @Test
  void tags_are_added_replaced_listed_and_removed() {
    String key = newKey().keyId();
    tag(key, Map.of("a", "1", "b", "2", "c", "3"));
    tag(key, Map.of("a", "one"));
    assertThat(kms.listResourceTagsPaginator(it -> it.keyId(key).limit(1)).tags())
        .extracting(Tag::tagKey, Tag::tagValue)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", "one"),
            org.assertj.core.groups.Tuple.tuple("b", "2"),
            org.assertj.core.groups.Tuple.tuple("c", "3"));
    kms.untagResource(it -> it.keyId(key).tagKeys("a", "never"));
    assertThat(kms.listResourceTags(it -> it.keyId(key)).tags()).hasSize(2);
    refused(() -> tag(key, Map.of("aws:x", "1"))).as(TagException.class);
    Map<String, String> many = new java.util.HashMap<>();
    for (int i = 0; i < 50; i++) {
      many.put("k" + i, "v");
    }
    refused(() -> tag(key, many)).as(TagException.class).saying("Too many tags");
    assertThat(kms.listResourceTags(it -> it.keyId(key)).tags()).hasSize(2);
  }

  private void tag(String key, Map<String, String> tags) {
    kms.tagResource(
        it ->
            it.keyId(key)
                .tags(
                    tags.entrySet().stream()
                        .map(
                            tag ->
                                Tag.builder().tagKey(tag.getKey()).tagValue(tag.getValue()).build())
                        .toList()));
  }

  // ---- policies --------------------------------------------------------------------------------

  @Test
  void a_key_has_a_policy_of_its_account_until_it_gets_another() {
    String key = newKey().keyId();
    assertThat(kms.getKeyPolicy(it -> it.keyId(key)).policy())
        .contains("\"Sid\" : \"Enable IAM User Permissions\"")
        .contains("arn:aws:iam::" + cloud.accountId() + ":root");
    assertThat(kms.listKeyPolicies(it -> it.keyId(key)).policyNames()).containsExactly("default");
    String policy = policy("\"AWS\": \"" + cloud.accountId() + "\"", "kms:*");
    kms.putKeyPolicy(it -> it.keyId(key).policy(policy));
    assertThat(kms.getKeyPolicy(it -> it.keyId(key).policyName("default")).policy())
        .isEqualTo(policy);
    refused(() -> kms.getKeyPolicy(it -> it.keyId(key).policyName("other")))
        .as(NotFoundException.class);
  }

  @Test
  void a_policy_must_be_one_and_let_its_maker_change_it() {
    String key = newKey().keyId();
    String before = kms.getKeyPolicy(it -> it.keyId(key)).policy();
    String root = "\"AWS\": \"arn:aws:iam::" + cloud.accountId() + ":root\"";
    for (String policy :
        List.of(
            "nonsense",
            "{}",
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\"}]}",
            "{\"Version\":\"1999-01-01\",\"Statement\":[]}")) {
      refused(() -> kms.putKeyPolicy(it -> it.keyId(key).policy(policy)))
          .as(MalformedPolicyDocumentException.class);
    }
    for (String policy :
        List.of(
            policy("\"AWS\": \"arn:aws:iam::999999999999:root\"", "kms:*"),
            policy(root, "kms:Encrypt"),
            policy(root, "kms:Get*"))) {
      refused(() -> kms.putKeyPolicy(it -> it.keyId(key).policy(policy)))
          .as(MalformedPolicyDocumentException.class)
          .saying("The new key policy will not allow you to update the key policy in the future.");
      refused(() -> kms.createKey(it -> it.policy(policy)))
          .as(MalformedPolicyDocumentException.class);
    }
    assertThat(kms.getKeyPolicy(it -> it.keyId(key)).policy()).isEqualTo(before);
    kms.putKeyPolicy(it -> it.keyId(key).policy(policy(root, "kms:Put*")));
    kms.putKeyPolicy(
        it ->
            it.keyId(key).policy(policy(root, "kms:Encrypt")).bypassPolicyLockoutSafetyCheck(true));
  }

  private static String policy(String principal, String action) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Principal\": {"
        + principal
        + "}, \"Action\": [\""
        + action
        + "\"], \"Resource\": \"*\"}}";
  }
}
