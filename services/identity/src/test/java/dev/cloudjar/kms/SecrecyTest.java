package dev.cloudjar.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.Rooms;
import dev.cloudjar.gateway.CloudServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AlgorithmSpec;
import software.amazon.awssdk.services.kms.model.ExpirationModelType;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.WrappingKeySpec;

/** Whoever has the store alone has no key. */
class SecrecyTest {
  @TempDir Path data;

  @Test
  void no_key_is_in_the_files_of_the_store() throws Exception {
    byte[] material = new byte[32];
    new SecureRandom().nextBytes(material);
    String description = "found-in-the-store";
    Rooms rooms = new Rooms();
    rooms.add("kms", KmsRoom::new);
    try (CloudServer server = CloudServer.builder().rooms(rooms).data(data).start();
        KmsClient kms = client(server)) {
      String key =
          kms.createKey(it -> it.origin(OriginType.EXTERNAL).description(description))
              .keyMetadata()
              .keyId();
      bring(kms, key, material);
      kms.encrypt(it -> it.keyId(key).plaintext(SdkBytes.fromUtf8String("x")));
    }
    byte[] root = Files.readAllBytes(data.resolve("secrets/kms"));
    assertThat(root).hasSize(32);
    List<Path> store = files(data.resolve("store"));
    assertThat(store).isNotEmpty();
    assertThat(holding(store, description.getBytes(StandardCharsets.UTF_8)))
        .as("what is no secret is there, so that the search finds what there is")
        .isNotEmpty();
    assertThat(holding(store, material)).isEmpty();
    assertThat(holding(store, root)).isEmpty();
  }

  private static KmsClient client(CloudServer server) {
    return KmsClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("111111111111", "test")))
        .httpClient(server.httpClient())
        .build();
  }

  private static void bring(KmsClient kms, String key, byte[] material) throws Exception {
    var parameters =
        kms.getParametersForImport(
            it ->
                it.keyId(key)
                    .wrappingAlgorithm(AlgorithmSpec.RSAES_OAEP_SHA_256)
                    .wrappingKeySpec(WrappingKeySpec.RSA_2048));
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(parameters.publicKey().asByteArray())),
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    SdkBytes wrapped = SdkBytes.fromByteArray(cipher.doFinal(material));
    kms.importKeyMaterial(
        it ->
            it.keyId(key)
                .importToken(parameters.importToken())
                .encryptedKeyMaterial(wrapped)
                .expirationModel(ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      // RocksDB unpacks its own library there.
      return all.filter(Files::isRegularFile)
          .filter(it -> !it.toString().contains("native"))
          .toList();
    }
  }

  private static List<Path> holding(List<Path> files, byte[] bytes) throws IOException {
    String needle = new String(bytes, StandardCharsets.ISO_8859_1);
    List<Path> holding = new ArrayList<>();
    for (Path file : files) {
      byte[] content = Files.readAllBytes(file);
      if (new String(content, StandardCharsets.ISO_8859_1).contains(needle)) {
        holding.add(file);
      }
    }
    return holding;
  }
}
