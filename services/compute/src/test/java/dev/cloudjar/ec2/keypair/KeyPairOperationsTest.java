package dev.cloudjar.ec2.keypair;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.KeyPairInfo;

@CloudjarTest(rooms = Ec2Room.class)
class KeyPairOperationsTest {
  private static final String IMPORTED =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFMu/lTm1xGjHsBGlSjmi8qAsPXqsQtSc7/Q8yRBNu+1 me@here";

  private final Ec2Client ec2;
  @TempDir Path directory;

  KeyPairOperationsTest(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ed25519"})
  void ssh_can_use_what_is_made(String type) throws Exception {
    CreateKeyPairResponse made = ec2.createKeyPair(it -> it.keyName("mine").keyType(type));
    KeyPairInfo told =
        ec2.describeKeyPairs(it -> it.keyNames("mine").includePublicKey(true))
            .keyPairs()
            .getFirst();
    assertThat(told.keyPairId()).isEqualTo(made.keyPairId()).startsWith("key-0");
    assertThat(told.keyFingerprint()).isEqualTo(made.keyFingerprint());
    assertThat(told.publicKey()).endsWith(" mine");

    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/ssh-keygen")), "needs ssh-keygen");
    Path file = Files.writeString(directory.resolve("key"), made.keyMaterial() + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(run("ssh-keygen", "-y", "-f", file.toString()))
        .isEqualTo(told.publicKey().substring(0, told.publicKey().lastIndexOf(' ')));
    if (type.equals("rsa")) {
      assertThat(
              run(
                  "sh",
                  "-c",
                  "openssl pkcs8 -in %s -inform PEM -outform DER -topk8 -nocrypt | openssl sha1 -c"
                      .formatted(file)))
          .endsWith(made.keyFingerprint());
    }
  }

  @Test
  void a_public_key_can_be_brought_along() {
    var imported =
        ec2.importKeyPair(
            it -> it.keyName("brought").publicKeyMaterial(SdkBytes.fromUtf8String(IMPORTED)));
    assertThat(imported.keyFingerprint()).hasSize(44).endsWith("=");
    refused(
            () ->
                ec2.importKeyPair(
                    it ->
                        it.keyName("brought").publicKeyMaterial(SdkBytes.fromUtf8String(IMPORTED))))
        .withCode("InvalidKeyPair.Duplicate");
    refused(
            () ->
                ec2.importKeyPair(
                    it ->
                        it.keyName("other")
                            .publicKeyMaterial(
                                SdkBytes.fromString("no key", StandardCharsets.UTF_8))))
        .withCode("InvalidKey.Format");
    assertThat(
            ec2.describeKeyPairs(
                    it ->
                        it.filters(
                            Filter.builder()
                                .name("fingerprint")
                                .values(imported.keyFingerprint())
                                .build()))
                .keyPairs())
        .extracting(KeyPairInfo::keyName)
        .containsExactly("brought");
  }

  @Test
  void what_is_deleted_is_gone() {
    ec2.createKeyPair(it -> it.keyName("gone"));
    ec2.deleteKeyPair(it -> it.keyName("gone"));
    ec2.deleteKeyPair(it -> it.keyName("gone"));
    refused(() -> ec2.describeKeyPairs(it -> it.keyNames("gone")))
        .withCode("InvalidKeyPair.NotFound")
        .saying("The key pair 'gone' does not exist");
    refused(() -> ec2.createKeyPair(it -> it.keyName("dry").dryRun(true)))
        .withCode("DryRunOperation");
    refused(() -> ec2.createKeyPair(it -> it.keyName("new").keyType("dsa")))
        .withCode("InvalidParameterValue");
  }

  private static String run(String... line) throws Exception {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }
}
