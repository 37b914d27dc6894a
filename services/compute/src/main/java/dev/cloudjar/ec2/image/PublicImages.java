package dev.cloudjar.ec2.image;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Images that everybody has: Debian's, named as its own account names them. What is in them is
 * built from Debian's packages when it is first needed.
 *
 * @see <a href="https://wiki.debian.org/Cloud/AmazonEC2Image/Bookworm">Debian's images for Amazon
 *     EC2</a>
 */
final class PublicImages {
  static final String DEBIAN = "136693071363";
  private static final int GIBIBYTES = 8;

  private PublicImages() {}

  /** The images of a Region, whose ids are always the same. */
  static List<Image> of(String region) {
    String debian = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    return Stream.of(
            debian(region, 11, debian, "20240717-1811", "2024-07-17T18:11:00Z"),
            debian(region, 12, debian, "20240717-1811", "2024-07-17T18:12:00Z"),
            debian(region, 13, debian, "20250814-2204", "2025-08-14T22:04:00Z"))
        .toList();
  }

  static Optional<Image> find(String region, String id) {
    return of(region).stream().filter(it -> it.id().equals(id)).findFirst();
  }

  private static Image debian(
      String region, int version, String architecture, String build, String created) {
    String name = "debian-%d-%s-%s".formatted(version, architecture, build);
    String source = "debian-" + version;
    return new Image(
        "ami-0" + digest(region + name),
        DEBIAN,
        name,
        "Debian %d (%s)".formatted(version, build),
        architecture.equals("amd64") ? "x86_64" : "arm64",
        "/dev/xvda",
        List.of(
            new Image.Device(
                "/dev/xvda",
                Optional.of("snap-0" + digest("snapshot" + region + name)),
                GIBIBYTES,
                "gp3",
                Optional.of(3_000),
                Optional.of(125),
                false,
                true,
                Optional.empty())),
        source,
        Optional.of(source),
        Instant.parse(created),
        "available",
        Optional.empty(),
        Optional.empty());
  }

  private static String digest(String text) {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(all, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
