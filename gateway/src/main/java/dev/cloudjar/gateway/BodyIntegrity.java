package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.cloud.checksum.RunningChecksum;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.sigv4.ErrorFamily;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a gathered body to the checksums that came with it, as S3 does. Streams are held to theirs
 * by whoever reads them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html">Checking
 *     object integrity</a>
 */
final class BodyIntegrity {
  private static final String MD5 = "content-md5";
  private static final int MD5_BYTES = 16;

  /** Operations whose checksums are those of an object, and not of what they bring. */
  private static final Set<String> OF_OBJECTS = Set.of("CompleteMultipartUpload");

  private BodyIntegrity() {}

  /**
   * Checks a body.
   *
   * @param trailers what came after it
   * @throws Fault where it is not what it is said to be
   */
  static void check(
      Destination destination, RequestHead head, ByteBuffer body, Map<String, String> trailers) {
    boolean brings = head.method().equals("PUT") || head.method().equals("POST");
    if (destination.errorFamily() != ErrorFamily.S3 || !brings) {
      return;
    }
    String md5 = head.headers().first(MD5);
    if (md5 != null) {
      checkMd5(md5, body);
    }
    if (!OF_OBJECTS.contains(destination.operation().name())) {
      checkChecksums(head, body, trailers);
    }
  }

  private static void checkMd5(String declared, ByteBuffer body) {
    byte[] expected = decode(declared, MD5_BYTES);
    if (expected == null) {
      throw Fault.of(400, "InvalidDigest", "The Content-MD5 you specified was invalid.")
          .with("Content-MD5", declared);
    }
    byte[] computed = md5(body);
    if (!Arrays.equals(expected, computed)) {
      throw Fault.of(
              400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
          .with("ExpectedDigest", HexFormat.of().formatHex(expected))
          .with("CalculatedDigest", Base64.getEncoder().encodeToString(computed));
    }
  }

  private static byte[] md5(ByteBuffer body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(body.duplicate());
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every platform has MD5", e);
    }
  }

  private static void checkChecksums(
      RequestHead head, ByteBuffer body, Map<String, String> trailers) {
    boolean found = false;
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      String inHead = head.headers().first(algorithm.header());
      String declared = inHead != null ? inHead : trailers.get(algorithm.header());
      if (declared == null) {
        continue;
      }
      if (found) {
        throw invalid(
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
      }
      found = true;
      check(algorithm, declared, inHead != null, body);
    }
  }

  private static void check(
      ChecksumAlgorithm algorithm, String declared, boolean inHead, ByteBuffer body) {
    byte[] expected = decode(declared, algorithm.sizeBytes());
    if (expected == null) {
      throw invalid(
          "Value for "
              + algorithm.header()
              + (inHead ? " header is invalid." : " trailing header is invalid."));
    }
    RunningChecksum computed = algorithm.start();
    computed.update(body.duplicate());
    if (!Arrays.equals(expected, computed.value())) {
      throw Fault.of(
          400,
          "BadDigest",
          "The " + algorithm.name() + " you specified did not match the calculated checksum.");
    }
  }

  private static byte @Nullable [] decode(String text, int sizeBytes) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.strip());
      return bytes.length == sizeBytes ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Fault invalid(String message) {
    return Fault.of(400, "InvalidRequest", message);
  }
}
