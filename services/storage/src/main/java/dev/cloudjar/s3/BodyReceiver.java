package dev.cloudjar.s3;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.s3.content.BoundedBody;
import dev.cloudjar.s3.content.ContentDigest;
import dev.cloudjar.s3.content.ContentKey;
import dev.cloudjar.s3.content.ContentStore;
import dev.cloudjar.s3.content.ReceivedContent;
import dev.cloudjar.s3.content.SenderGoneException;
import dev.cloudjar.s3.content.SizeMismatchException;
import dev.cloudjar.store.Spread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Receives the body of an upload and holds it to every checksum that came with it. */
final class BodyReceiver {
  /** The most bytes that one request may bring. */
  static final long MAX_BYTES = 5L * 1024 * 1024 * 1024;

  private static final String PREFIX = "x-amz-checksum-";

  private final ContentStore contents;

  BodyReceiver(ContentStore contents) {
    this.contents = contents;
  }

  /**
   * What the caller says of the body.
   *
   * @param algorithm null where the caller named none
   * @param value the base64 of the checksum; null where it comes after the body, or not at all
   * @param inTrailer whether it comes after the body
   */
  record Announced(
      @Nullable ChecksumAlgorithm algorithm, @Nullable String value, boolean inTrailer) {
    private static final Announced NOTHING = new Announced(null, null, false);
  }

  /**
   * What the headers of {@code request} say of its body.
   *
   * @param call the call, whose headers tell of a trailer
   */
  static Announced announced(Call call, SdkPojo request) {
    Announced found = Announced.NOTHING;
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      String value = ChecksumFields.get(request, algorithm);
      if (value != null) {
        if (found.algorithm() != null) {
          throw S3Faults.invalidRequest(
              "Expecting a single x-amz-checksum- header. Multiple checksum Types are not"
                  + " allowed.");
        }
        if (!isChecksum(algorithm, value)) {
          throw S3Faults.invalidRequest("Value for " + algorithm.header() + " header is invalid.");
        }
        found = new Announced(algorithm, value, false);
      }
    }
    if (found.algorithm() != null) {
      return found;
    }
    String trailer = call.http().headers().first("x-amz-trailer").orElse("");
    String named = Members.text(request, "ChecksumAlgorithm");
    if (trailer.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
      return new Announced(named(trailer.strip().substring(PREFIX.length())), null, true);
    }
    if (named == null) {
      return Announced.NOTHING;
    }
    if (call.http().sourceAddress().isPresent()) {
      throw S3Faults.invalidRequest(
          "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or"
              + " x-amz-trailer headers were found.");
    }
    return new Announced(named(named), null, false);
  }

  private static ChecksumAlgorithm named(String name) {
    return ChecksumAlgorithm.named(name)
        .orElseThrow(
            () ->
                S3Faults.invalidRequest(
                    "The value specified in the x-amz-trailer header is not supported"));
  }

  private static boolean isChecksum(ChecksumAlgorithm algorithm, String base64) {
    byte[] bytes = decode(base64);
    return bytes != null && bytes.length == algorithm.sizeBytes();
  }

  private static byte @Nullable [] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Reads the body to its end; nothing is kept of one that is not what was announced.
   *
   * @param key to seal it under
   * @param spread over how many zones it is to be spread
   * @param fallback what to find the checksum by where the caller named no algorithm
   * @param withCrc64Nvme whether to find CRC64NVME in any case
   */
  ReceivedContent receive(
      Body body,
      ContentKey key,
      Spread spread,
      Announced announced,
      @Nullable String contentMd5,
      ChecksumAlgorithm fallback,
      boolean withCrc64Nvme) {
    long sizeBytes =
        body instanceof BoundedBody bounded
            ? bounded.mostBytes()
            : body.declaredSizeBytes().orElseThrow(S3Faults::missingContentLength);
    if (sizeBytes > MAX_BYTES) {
      throw S3Faults.entityTooLarge(sizeBytes, MAX_BYTES);
    }
    byte[] md5 = contentMd5 == null ? null : decode(contentMd5);
    if (contentMd5 != null && (md5 == null || md5.length != 16)) {
      throw S3Faults.invalidDigest(contentMd5);
    }
    ChecksumAlgorithm algorithm = announced.algorithm() == null ? fallback : announced.algorithm();
    try {
      return contents.receive(
          body,
          sizeBytes,
          key,
          spread,
          new ContentDigest(algorithm, withCrc64Nvme),
          result -> {
            checkMd5(md5, result);
            checkChecksum(body, announced, result);
          });
    } catch (SizeMismatchException e) {
      throw S3Faults.incompleteBody();
    } catch (SenderGoneException e) {
      throw S3Faults.requestTimeout();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkMd5(byte @Nullable [] expected, ContentDigest.Result result) {
    if (expected != null && !Arrays.equals(expected, HexFormat.of().parseHex(result.md5()))) {
      throw S3Faults.badDigest(
          HexFormat.of().formatHex(expected),
          Base64.getEncoder().encodeToString(HexFormat.of().parseHex(result.md5())));
    }
  }

  private static void checkChecksum(Body body, Announced announced, ContentDigest.Result result) {
    String expected = announced.value();
    if (announced.inTrailer()) {
      expected = body.trailers().get(result.algorithm().header());
      if (expected == null) {
        throw S3Faults.malformedTrailer();
      }
      if (!isChecksum(result.algorithm(), expected.strip())) {
        throw S3Faults.invalidRequest(
            "Value for " + result.algorithm().header() + " trailing header is invalid.");
      }
    }
    if (expected != null && !expected.strip().equals(result.checksum())) {
      throw S3Faults.badChecksum(result.algorithm().name());
    }
  }
}
