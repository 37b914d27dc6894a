package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.kms.KmsRoom;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.encryption.s3.S3EncryptionClient;
import software.amazon.encryption.s3.materials.AesKeyring;
import software.amazon.encryption.s3.materials.Keyring;
import software.amazon.encryption.s3.materials.KmsKeyring;

/** The official client that encrypts before S3 sees anything. */
@CloudjarTest(rooms = {S3Room.class, KmsRoom.class})
class ClientEncryptionTest {
  private static final String SECRET = "nobody else is to read this ".repeat(4_000);

  private final S3Client s3;
  private final S3AsyncClient async;
  private final KmsClient kms;
  private final String bucket;

  ClientEncryptionTest(TestCloud cloud, S3Client s3, S3AsyncClient async, KmsClient kms) {
    this.s3 = s3;
    this.async = async;
    this.kms = kms;
    this.bucket = cloud.unique("client");
  }

  @BeforeEach
  void create() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  private S3EncryptionClient encrypting(Keyring keyring) {
    return S3EncryptionClient.builderV4()
        .wrappedClient(s3)
        .wrappedAsyncClient(async)
        .keyring(keyring)
        .build();
  }

  private static SecretKey localKey() throws NoSuchAlgorithmException {
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(256);
    return generator.generateKey();
  }

  private ResponseBytes<GetObjectResponse> stored() {
    return s3.getObjectAsBytes(it -> it.bucket(bucket).key("key"));
  }

  private void assertOnlyCiphertextIsThere() {
    ResponseBytes<GetObjectResponse> stored = stored();
    assertThat(stored.asByteArray())
        .hasSizeGreaterThanOrEqualTo(SECRET.length())
        .isEqualTo(stored().asByteArray());
    assertThat(new String(stored.asByteArray(), StandardCharsets.ISO_8859_1))
        .doesNotContain("nobody else");
    assertThat(stored.response().metadata()).isNotEmpty();
  }

  @Test
  @Behaviour("S3-SSE-05")
  void keepsWhatIsUnderALocalKeyFromEverybodyElse() throws NoSuchAlgorithmException {
    S3EncryptionClient client = encrypting(AesKeyring.builder().wrappingKey(localKey()).build());
    client.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromString(SECRET));
    assertOnlyCiphertextIsThere();
    assertThat(client.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asUtf8String())
        .isEqualTo(SECRET);
    S3EncryptionClient stranger = encrypting(AesKeyring.builder().wrappingKey(localKey()).build());
    assertThatThrownBy(() -> stranger.getObjectAsBytes(it -> it.bucket(bucket).key("key")))
        .isNotNull();
  }

  @Test
  @Behaviour("S3-SSE-05")
  void keepsWhatIsUnderAKeyOfKmsFromWhoeverMayNotUseIt() {
    String key = kms.createKey().keyMetadata().arn();
    S3EncryptionClient client =
        encrypting(KmsKeyring.builder().kmsClient(kms).wrappingKeyId(key).build());
    client.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromString(SECRET));
    assertOnlyCiphertextIsThere();
    assertThat(client.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asUtf8String())
        .isEqualTo(SECRET);
    kms.disableKey(it -> it.keyId(key));
    assertThatThrownBy(() -> client.getObjectAsBytes(it -> it.bucket(bucket).key("key")))
        .isNotNull();
    assertOnlyCiphertextIsThere();
  }
}
