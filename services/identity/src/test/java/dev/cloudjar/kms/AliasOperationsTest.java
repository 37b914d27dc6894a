package dev.cloudjar.kms;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

@CloudjarTest(rooms = KmsRoom.class)
class AliasOperationsTest {
  private final KmsClient kms;
  private final TestCloud cloud;

  AliasOperationsTest(KmsClient kms, TestCloud cloud) {
    this.kms = kms;
    this.cloud = cloud;
  }

  private String newKey() {
    return kms.createKey().keyMetadata().keyId();
  }

  private void name(String key, String alias) {
    kms.createAlias(it -> it.aliasName(alias).targetKeyId(key));
  }

  private String target(String alias) {
    return kms.describeKey(it -> it.keyId(alias)).keyMetadata().keyId();
  }

  @Test
  void an_alias_stands_for_its_key() {
    String one = newKey();
    String two = newKey();
    name(one, "alias/app/main");
    assertThat(target("alias/app/main")).isEqualTo(one);
    String arn = "arn:aws:kms:us-east-1:" + cloud.accountId() + ":alias/app/main";
    SdkBytes ciphertext =
        kms.encrypt(it -> it.keyId(arn).plaintext(SdkBytes.fromUtf8String("x"))).ciphertextBlob();
    assertThat(kms.decrypt(it -> it.ciphertextBlob(ciphertext).keyId("alias/app/main")).keyId())
        .endsWith(one);
    refused(() -> name(two, "alias/app/main"))
        .as(AlreadyExistsException.class)
        .saying("An alias with the name " + arn + " already exists");
    kms.updateAlias(it -> it.aliasName("alias/app/main").targetKeyId(two));
    assertThat(target("alias/app/main")).isEqualTo(two);
    kms.deleteAlias(it -> it.aliasName("alias/app/main"));
    refused(() -> target("alias/app/main")).as(NotFoundException.class);
    refused(() -> kms.deleteAlias(it -> it.aliasName("alias/app/main")))
        .as(NotFoundException.class)
        .saying("Alias " + arn + " is not found.");
    refused(() -> kms.updateAlias(it -> it.aliasName("alias/app/main").targetKeyId(two)))
        .as(NotFoundException.class);
  }

  @Test
  void aliases_are_listed_all_or_of_one_key_page_by_page() {
    String one = newKey();
    String two = newKey();
    for (String alias : List.of("alias/a", "alias/b", "alias/c")) {
      name(one, alias);
    }
    name(two, "alias/d");
    kms.updateAlias(it -> it.aliasName("alias/c").targetKeyId(two));
    assertThat(kms.listAliasesPaginator(it -> it.limit(2)).aliases())
        .extracting(AliasListEntry::aliasName)
        .containsExactly("alias/a", "alias/b", "alias/c", "alias/d");
    assertThat(kms.listAliasesPaginator(it -> it.keyId(two).limit(1)).aliases())
        .extracting(AliasListEntry::aliasName)
        .containsExactly("alias/c", "alias/d");
    AliasListEntry first = kms.listAliases(it -> it.keyId(one)).aliases().getFirst();
    assertThat(first.aliasArn())
        .isEqualTo("arn:aws:kms:us-east-1:" + cloud.accountId() + ":alias/a");
    assertThat(first.targetKeyId()).isEqualTo(one);
    assertThat(first.creationDate()).isNotNull().isEqualTo(first.lastUpdatedDate());
  }

  @ParameterizedTest
  @CsvSource({
    "noprefix,ValidationException",
    "alias/a:b,InvalidAliasNameException",
    "alias/,InvalidAliasNameException",
    "alias/a b,ValidationException",
    "alias/aws/s3,NotAuthorizedException"
  })
  void names_have_rules(String alias, String code) {
    String key = newKey();
    refused(() -> name(key, alias)).withCode(code).withStatus(400);
  }

  @Test
  void an_alias_does_not_move_to_a_key_of_another_kind() {
    name(newKey(), "alias/sym");
    String hmac =
        kms.createKey(it -> it.keySpec(KeySpec.HMAC_256).keyUsage(KeyUsageType.GENERATE_VERIFY_MAC))
            .keyMetadata()
            .keyId();
    refused(() -> kms.updateAlias(it -> it.aliasName("alias/sym").targetKeyId(hmac)))
        .withCode("ValidationException");
    assertThat(target("alias/sym")).isNotEqualTo(hmac);
  }

  @Test
  void a_key_has_50_aliases_at_most() {
    String key = newKey();
    for (int i = 0; i < 50; i++) {
      name(key, "alias/" + i);
    }
    refused(() -> name(key, "alias/more")).as(LimitExceededException.class);
  }

  @Test
  void the_key_of_a_service_is_made_when_it_is_first_asked_for() {
    KeyMetadata made = kms.describeKey(it -> it.keyId("alias/aws/s3")).keyMetadata();
    assertThat(made.keyManager()).isEqualTo(KeyManagerType.AWS);
    assertThat(target("alias/aws/s3")).isEqualTo(made.keyId());
    assertThat(kms.getKeyRotationStatus(it -> it.keyId(made.keyId())).keyRotationEnabled())
        .isTrue();
    assertThat(kms.getKeyPolicy(it -> it.keyId(made.keyId())).policy())
        .contains("\"kms:ViaService\" : \"s3.us-east-1.amazonaws.com\"");
    assertThat(kms.listAliases().aliases())
        .extracting(AliasListEntry::aliasName)
        .containsExactly("alias/aws/s3");
    refused(() -> kms.disableKey(it -> it.keyId(made.keyId()))).withCode("AccessDeniedException");
    refused(() -> kms.scheduleKeyDeletion(it -> it.keyId(made.keyId())))
        .withCode("AccessDeniedException");
    refused(() -> target("alias/aws/no-such-service")).as(NotFoundException.class);
  }
}
