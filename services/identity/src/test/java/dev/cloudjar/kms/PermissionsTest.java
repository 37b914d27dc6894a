package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.GrantOperation;

/** Who may use a key: whom its policy, or a grant, gives leave. */
@CloudjarTest(rooms = {KmsRoom.class, IamRoom.class})
class PermissionsTest {
  private static final String DENIED = "AccessDeniedException";
  private static final SdkBytes PLAINTEXT = SdkBytes.fromUtf8String("secret");

  private final KmsClient kms;
  private final IamClient iam;
  private final TestCloud cloud;
  private final KmsClient alice;
  private final String aliceArn;

  PermissionsTest(KmsClient kms, IamClient iam, TestCloud cloud) {
    this.kms = kms;
    this.iam = iam;
    this.cloud = cloud;
    aliceArn = iam.createUser(it -> it.userName("alice")).user().arn();
    AccessKey key = iam.createAccessKey(it -> it.userName("alice")).accessKey();
    alice =
        cloud.client(
            KmsClient.class,
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
  }

  private String newKey(String... statements) {
    String root = statement("arn:aws:iam::" + cloud.accountId() + ":root", "kms:*", "");
    String more = statements.length == 0 ? "" : "," + String.join(",", statements);
    return kms.createKey(
            it -> it.policy("{\"Version\":\"2012-10-17\",\"Statement\":[" + root + more + "]}"))
        .keyMetadata()
        .arn();
  }

  private static String statement(String principal, String action, String condition) {
    return "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"%s\"},\"Action\":\"%s\",\"Resource\":\"*\"%s}"
        .formatted(principal, action, condition);
  }

  private void allow(String action, String condition) {
    iam.putUserPolicy(
        it ->
            it.userName("alice")
                .policyName("p")
                .policyDocument(
                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"%s\",\"Resource\":\"*\"%s}]}"
                        .formatted(action, condition)));
  }

  private SdkBytes encrypt(KmsClient client, String key, Map<String, String> context) {
    return client
        .encrypt(it -> it.keyId(key).plaintext(PLAINTEXT).encryptionContext(context))
        .ciphertextBlob();
  }

  @Test
  @Behaviour("KMS-01")
  void the_keys_policy_gives_leave_by_itself() {
    String key = newKey(statement(aliceArn, "kms:Encrypt", ""));
    SdkBytes ciphertext = encrypt(alice, key, Map.of());
    refused(() -> alice.decrypt(it -> it.ciphertextBlob(ciphertext)))
        .withCode(DENIED)
        .withStatus(400);
    assertThat(kms.decrypt(it -> it.ciphertextBlob(ciphertext)).plaintext()).isEqualTo(PLAINTEXT);
  }

  @Test
  @Behaviour("KMS-01")
  void a_callers_own_policy_counts_where_the_key_trusts_the_account() {
    String trusting = newKey();
    String closed = newKey();
    refused(() -> encrypt(alice, trusting, Map.of())).withCode(DENIED);
    allow("kms:Encrypt", "");
    encrypt(alice, trusting, Map.of());
    String only = statement("arn:aws:iam::" + cloud.accountId() + ":role/admin", "kms:*", "");
    kms.putKeyPolicy(
        it ->
            it.keyId(closed)
                .bypassPolicyLockoutSafetyCheck(true)
                .policy("{\"Version\":\"2012-10-17\",\"Statement\":[" + only + "]}"));
    refused(() -> encrypt(alice, closed, Map.of())).withCode(DENIED);
    refused(() -> encrypt(kms, closed, Map.of())).withCode(DENIED);
  }

  @Test
  @Behaviour("KMS-01")
  void a_grant_gives_leave_in_its_encryption_context_until_it_is_revoked() {
    String key = newKey();
    var grant =
        kms.createGrant(
            it ->
                it.keyId(key)
                    .granteePrincipal(aliceArn)
                    .operations(GrantOperation.ENCRYPT, GrantOperation.GENERATE_DATA_KEY)
                    .constraints(to -> to.encryptionContextSubset(Map.of("tenant", "green"))));
    encrypt(alice, key, Map.of("tenant", "green", "more", "x"));
    alice.generateDataKey(
        it ->
            it.keyId(key)
                .keySpec(DataKeySpec.AES_256)
                .encryptionContext(Map.of("tenant", "green")));
    refused(() -> encrypt(alice, key, Map.of("tenant", "blue"))).withCode(DENIED);
    refused(() -> encrypt(alice, key, Map.of())).withCode(DENIED);
    refused(() -> alice.describeKey(it -> it.keyId(key))).withCode(DENIED);
    kms.revokeGrant(it -> it.keyId(key).grantId(grant.grantId()));
    refused(() -> encrypt(alice, key, Map.of("tenant", "green"))).withCode(DENIED);
  }

  @Test
  @Behaviour("KMS-01")
  void a_grant_is_passed_on_no_wider_and_retired_by_whom_it_says() {
    String key = newKey();
    var grant =
        kms.createGrant(
            it ->
                it.keyId(key)
                    .granteePrincipal(aliceArn)
                    .retiringPrincipal(aliceArn)
                    .operations(GrantOperation.ENCRYPT, GrantOperation.CREATE_GRANT));
    String bob = iam.createUser(it -> it.userName("bob")).user().arn();
    alice.createGrant(it -> it.keyId(key).granteePrincipal(bob).operations(GrantOperation.ENCRYPT));
    refused(
            () ->
                alice.createGrant(
                    it -> it.keyId(key).granteePrincipal(bob).operations(GrantOperation.DECRYPT)))
        .withCode(DENIED);
    alice.retireGrant(it -> it.grantToken(grant.grantToken()));
    refused(() -> encrypt(alice, key, Map.of())).withCode(DENIED);
  }

  @Test
  void conditions_of_kms_bite() {
    String key = newKey();
    kms.createAlias(it -> it.aliasName("alias/allowed").targetKeyId(key));
    String other = newKey();
    allow(
        "kms:Encrypt",
        ",\"Condition\":{\"ForAnyValue:StringEquals\":{\"kms:ResourceAliases\":\"alias/allowed\"}}");
    encrypt(alice, key, Map.of());
    refused(() -> encrypt(alice, other, Map.of())).withCode(DENIED);
    allow(
        "kms:Encrypt",
        ",\"Condition\":{\"StringEquals\":{\"kms:EncryptionContext:tenant\":\"green\"}}");
    encrypt(alice, key, Map.of("tenant", "green"));
    refused(() -> encrypt(alice, key, Map.of("tenant", "blue"))).withCode(DENIED);
    allow(
        "kms:Encrypt",
        ",\"Condition\":{\"StringEquals\":{\"kms:RequestAlias\":\"alias/allowed\"}}");
    encrypt(alice, "alias/allowed", Map.of());
    refused(() -> encrypt(alice, key, Map.of())).withCode(DENIED);
  }

  @Test
  void the_key_of_a_service_is_used_through_the_service_only() {
    String key = kms.describeKey(it -> it.keyId("alias/aws/s3")).keyMetadata().arn();
    refused(() -> encrypt(kms, key, Map.of())).withCode(DENIED);
  }

  @Test
  @Behaviour("KMS-01")
  void another_account_needs_leave_on_both_sides() {
    String stranger = cloud.newAccountId();
    KmsClient theirs = cloud.client(KmsClient.class, cloud.credentialsOf(stranger));
    String closed = newKey();
    String open = newKey(statement("arn:aws:iam::" + stranger + ":root", "kms:Encrypt", ""));
    refused(() -> encrypt(theirs, closed, Map.of())).withCode(DENIED);
    SdkBytes ciphertext = encrypt(theirs, open, Map.of());
    assertThat(kms.decrypt(it -> it.ciphertextBlob(ciphertext)).keyId()).isEqualTo(open);
    refused(() -> theirs.decrypt(it -> it.ciphertextBlob(ciphertext))).withCode(DENIED);
    refused(() -> theirs.disableKey(it -> it.keyId(open))).withCode(DENIED);
  }
}
