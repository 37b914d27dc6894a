package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.DryRunOperationException;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.InvalidArnException;
import software.amazon.awssdk.services.kms.model.InvalidGrantIdException;
import software.amazon.awssdk.services.kms.model.InvalidGrantTokenException;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.NotFoundException;

@CloudjarTest(rooms = KmsRoom.class)
class GrantOperationsTest {
  private final KmsClient kms;
  private final String role;

  GrantOperationsTest(KmsClient kms, TestCloud cloud) {
    this.kms = kms;
    this.role = "arn:aws:iam::" + cloud.accountId() + ":role/worker";
  }

  private String newKey() {
    return kms.createKey().keyMetadata().arn();
  }

  private CreateGrantResponse grant(String key, String name, GrantOperation... operations) {
    return kms.createGrant(
        it -> it.keyId(key).granteePrincipal(role).name(name).operations(operations));
  }

  @Test
  @Behaviour("KMS-01")
  void a_grant_is_listed_as_it_was_made() {
    String key = newKey();
    CreateGrantResponse made =
        kms.createGrant(
            it ->
                it.keyId(key)
                    .granteePrincipal(role)
                    .retiringPrincipal(role + "/boss")
                    .name("workers")
                    .operations(GrantOperation.DECRYPT, GrantOperation.RETIRE_GRANT)
                    .constraints(to -> to.encryptionContextSubset(Map.of("tenant", "green"))));
    assertThat(made.grantId()).matches("[0-9a-f]{64}");
    GrantListEntry listed = kms.listGrants(it -> it.keyId(key)).grants().getFirst();
    assertThat(listed.grantId()).isEqualTo(made.grantId());
    assertThat(listed.keyId()).isEqualTo(key);
    assertThat(listed.name()).isEqualTo("workers");
    assertThat(listed.granteePrincipal()).isEqualTo(role);
    assertThat(listed.retiringPrincipal()).isEqualTo(role + "/boss");
    assertThat(listed.issuingAccount()).endsWith(":root");
    assertThat(listed.operations())
        .containsExactlyInAnyOrder(GrantOperation.DECRYPT, GrantOperation.RETIRE_GRANT);
    assertThat(listed.constraints().encryptionContextSubset()).containsEntry("tenant", "green");
    assertThat(listed.constraints().hasEncryptionContextEquals()).isFalse();
    assertThat(kms.listRetirableGrants(it -> it.retiringPrincipal(role + "/boss")).grants())
        .containsExactly(listed);
    assertThat(kms.listRetirableGrants(it -> it.retiringPrincipal(role)).grants()).isEmpty();
  }

  @Test
  void a_named_grant_that_is_asked_for_again_is_the_same() {
    String key = newKey();
    CreateGrantResponse one = grant(key, "same", GrantOperation.ENCRYPT);
    CreateGrantResponse two = grant(key, "same", GrantOperation.ENCRYPT);
    assertThat(two.grantId()).isEqualTo(one.grantId());
    assertThat(two.grantToken()).isNotEqualTo(one.grantToken());
    assertThat(grant(key, "same", GrantOperation.DECRYPT).grantId()).isNotEqualTo(one.grantId());
    assertThat(kms.listGrants(it -> it.keyId(key)).grants()).hasSize(2);
  }

  @Test
  void grants_are_listed_page_by_page_and_by_grantee() {
    String key = newKey();
    for (int i = 0; i < 5; i++) {
      grant(key, "g" + i, GrantOperation.ENCRYPT);
    }
    kms.createGrant(
        it ->
            it.keyId(key)
                .granteePrincipal(role + "2")
                .retiringPrincipal(role)
                .operations(GrantOperation.ENCRYPT));
    kms.createGrant(
        it ->
            it.keyId(key)
                .granteePrincipal(role + "2")
                .retiringPrincipal(role)
                .operations(GrantOperation.DECRYPT));
    assertThat(kms.listGrantsPaginator(it -> it.keyId(key).limit(2)).grants()).hasSize(7);
    assertThat(
            kms.listGrantsPaginator(it -> it.keyId(key).granteePrincipal(role).limit(2)).grants())
        .hasSize(5);
    assertThat(kms.listRetirableGrantsPaginator(it -> it.retiringPrincipal(role).limit(1)).grants())
        .hasSize(2);
  }

  @Test
  void a_grant_ends_by_its_token_or_its_id() {
    String key = newKey();
    CreateGrantResponse one = grant(key, "one", GrantOperation.ENCRYPT);
    CreateGrantResponse two = grant(key, "two", GrantOperation.ENCRYPT);
    CreateGrantResponse three = grant(key, "three", GrantOperation.ENCRYPT);
    refused(() -> kms.retireGrant(it -> it.grantToken(one.grantToken()).dryRun(true)))
        .as(DryRunOperationException.class);
    kms.retireGrant(it -> it.grantToken(one.grantToken()));
    kms.retireGrant(it -> it.keyId(key).grantId(two.grantId()));
    kms.revokeGrant(it -> it.keyId(key).grantId(three.grantId()));
    assertThat(kms.listGrants(it -> it.keyId(key)).grants()).isEmpty();
    refused(() -> kms.revokeGrant(it -> it.keyId(key).grantId(three.grantId())))
        .as(NotFoundException.class);
    refused(() -> kms.revokeGrant(it -> it.keyId(key).grantId("x")))
        .as(InvalidGrantIdException.class);
    refused(() -> kms.retireGrant(it -> it.grantToken("x"))).as(InvalidGrantTokenException.class);
    refused(() -> kms.retireGrant(it -> it.keyId(key))).withCode("ValidationException");
  }

  @Test
  void a_token_goes_with_requests() {
    String key = newKey();
    String token = grant(key, "one", GrantOperation.ENCRYPT).grantToken();
    kms.encrypt(it -> it.keyId(key).plaintext(SdkBytes.fromUtf8String("x")).grantTokens(token));
  }

  @ParameterizedTest
  @CsvSource({"Sign", "GenerateMac", "GetPublicKey", "DeriveSharedSecret"})
  void a_grant_is_for_what_the_key_can_do(String operation) {
    String key = newKey();
    refused(
            () ->
                kms.createGrant(
                    it -> it.keyId(key).granteePrincipal(role).operationsWithStrings(operation)))
        .withCode("ValidationException");
    assertThat(kms.listGrants(it -> it.keyId(key)).grants()).isEmpty();
  }

  @Test
  void bad_grants_are_refused() {
    String key = newKey();
    refused(
            () ->
                kms.createGrant(
                    it ->
                        it.keyId(key)
                            .granteePrincipal("somebody")
                            .operations(GrantOperation.ENCRYPT)))
        .as(InvalidArnException.class);
    String hmac =
        kms.createKey(it -> it.keySpec(KeySpec.HMAC_256).keyUsage(KeyUsageType.GENERATE_VERIFY_MAC))
            .keyMetadata()
            .keyId();
    refused(
            () ->
                kms.createGrant(
                    it ->
                        it.keyId(hmac)
                            .granteePrincipal(role)
                            .operations(GrantOperation.GENERATE_MAC)
                            .constraints(to -> to.encryptionContextEquals(Map.of("a", "b")))))
        .withCode("ValidationException");
    kms.disableKey(it -> it.keyId(key));
    refused(() -> grant(key, "late", GrantOperation.ENCRYPT)).as(DisabledException.class);
  }
}
