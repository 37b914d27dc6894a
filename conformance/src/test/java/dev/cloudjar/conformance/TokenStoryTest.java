package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.MFADevice;

/** A token in a process of its own, against the built jar. */
final class TokenStoryTest {

  @Test
  @Behaviour("IAM-MFA-05")
  void theTokenHoldsTheSeedAndTheStoreDoesNot(@TempDir Path folder)
      throws IOException, InterruptedException {
    try (CloudProcess cloud = CloudProcess.start(folder);
        IamClient iam = client(cloud)) {
      cloudjar(folder, "clock", "freeze");
      String serial = cloudjar(folder, "token", "make").strip();
      assertThat(serial).matches("CJHT[0-9]+");
      Path file = folder.resolve("home").resolve("tokens").resolve(serial);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      String first = cloudjar(folder, "token", "show", serial).strip();
      cloudjar(folder, "clock", "advance", "30s");
      String second = cloudjar(folder, "token", "show", serial).strip();
      assertThat(first).matches("[0-9]{6}").isNotEqualTo(second);

      iam.createUser(it -> it.userName("alice"));
      iam.enableMFADevice(
          it ->
              it.userName("alice")
                  .serialNumber(serial)
                  .authenticationCode1(first)
                  .authenticationCode2(second));
      assertThat(iam.listMFADevices(it -> it.userName("alice")).mfaDevices())
          .extracting(MFADevice::serialNumber)
          .containsExactly(serial);

      String phone =
          iam.createVirtualMFADevice(it -> it.virtualMFADeviceName("phone"))
              .virtualMFADevice()
              .base32StringSeed()
              .asUtf8String();
      String seed = Files.readString(file).strip();
      assertThat(HexFormat.of().parseHex(seed)).hasSize(20);
      String raw = new String(HexFormat.of().parseHex(seed), StandardCharsets.ISO_8859_1);
      assertThat(everything(folder.resolve("data").resolve("store")))
          .contains(serial, "phone")
          .doesNotContain(phone)
          .doesNotContain(raw(phone))
          .doesNotContain(seed)
          .doesNotContain(raw);
      assertThat(Files.readString(folder.resolve("output"))).doesNotContain(seed);
    }
  }

  /** The bytes of a seed in base 32, each as a character. */
  private static String raw(String base32) {
    byte[] bytes =
        base32
            .chars()
            .mapToObj(it -> BigInteger.valueOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(it)))
            .reduce(BigInteger.ONE, (all, digit) -> all.shiftLeft(5).or(digit))
            .toByteArray();
    return new String(bytes, 1, bytes.length - 1, StandardCharsets.ISO_8859_1);
  }

  private static IamClient client(CloudProcess cloud) {
    return IamClient.builder()
        .endpointOverride(cloud.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  private static String cloudjar(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Repository.root().resolve("cloudjar").toString()));
    command.addAll(List.of(arguments));
    return Program.run(folder, Map.of(), command).successful();
  }

  /** All bytes of a folder, each as a character. */
  private static String everything(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
