package dev.cloudjar.s3;

import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.cloud.checksum.RunningChecksum;
import dev.cloudjar.s3.Upload.UploadChecksum;
import dev.cloudjar.s3.content.Piece;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What holds of multipart uploads.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html">Amazon S3
 *     multipart upload limits</a>
 */
final class MultipartRules {
  /** The least that a part has, but for the last. */
  static final long MIN_PART_BYTES = 5L * 1024 * 1024;

  /** The most that an object has. */
  static final long MAX_OBJECT_BYTES = 50L * 1024 * 1024 * 1024 * 1024;

  private MultipartRules() {}

  /**
   * A part as the request to complete lists it.
   *
   * @param etag without its quotes
   * @param checksum null where it lists none
   */
  record Listed(int number, String etag, @Nullable StoredChecksum checksum) {}

  /**
   * What a complete upload comes to.
   *
   * @param etag of the object
   * @param checksum of the object
   * @param pieces its content, in order
   */
  record Whole(String etag, StoredChecksum checksum, List<Piece> pieces, long sizeBytes) {}

  /** The checksum of an upload by what its initiator asked for; null where that was nothing. */
  static @Nullable UploadChecksum checksum(
      @Nullable ChecksumAlgorithm algorithm, @Nullable String type) {
    if (algorithm == null) {
      if (type != null) {
        throw S3Faults.invalidRequest(
            "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm"
                + " header.");
      }
      return null;
    }
    if (type == null) {
      return new UploadChecksum(algorithm, algorithm == ChecksumAlgorithm.CRC64NVME);
    }
    boolean fullObject = type.equals("FULL_OBJECT");
    if (!fullObject && !type.equals("COMPOSITE")) {
      throw S3Faults.invalidRequest("Value for x-amz-checksum-type header is invalid.");
    }
    if (fullObject ? !algorithm.isCombinable() : algorithm == ChecksumAlgorithm.CRC64NVME) {
      throw S3Faults.invalidRequest(
          "The "
              + type
              + " checksum type cannot be used with the "
              + lower(algorithm)
              + " checksum algorithm.");
    }
    return new UploadChecksum(algorithm, fullObject);
  }

  static void checkPartNumber(@Nullable Integer number) {
    if (number == null || number < 1 || number > Part.MAX_NUMBER) {
      throw S3Faults.invalidArgument(
          "Part number must be an integer between 1 and 10000, inclusive",
          "partNumber",
          String.valueOf(number));
    }
  }

  /** Refuses a part whose checksum is none that its upload can do with. */
  static void checkPartChecksum(@Nullable UploadChecksum upload, @Nullable ChecksumAlgorithm part) {
    if (upload == null || upload.algorithm() == part || (part == null && upload.fullObject())) {
      return;
    }
    throw S3Faults.invalidRequest(
        "Checksum Type mismatch occurred, expected checksum Type: "
            + lower(upload.algorithm())
            + ", actual checksum Type: "
            + (part == null ? "null" : lower(part)));
  }

  /**
   * Puts a whole together out of its parts.
   *
   * @param listed the parts in the order of the request
   * @param parts finds an uploaded part by its number; null for none
   */
  static Whole complete(
      String uploadId,
      @Nullable UploadChecksum checksum,
      List<Listed> listed,
      IntFunction<@Nullable Part> parts) {
    checkOrder(uploadId, listed);
    Sum sum = Sum.of(checksum);
    MessageDigest md5 = md5();
    List<Piece> pieces = new ArrayList<>(listed.size());
    long sizeBytes = 0;
    for (Listed each : listed) {
      Part part = parts.apply(each.number());
      if (part == null || !part.etag().equals(each.etag())) {
        throw S3Faults.invalidPart(uploadId, each.number(), each.etag());
      }
      checkListedChecksum(uploadId, checksum, each, part);
      if (pieces.size() < listed.size() - 1 && part.sizeBytes() < MIN_PART_BYTES) {
        throw S3Faults.entityTooSmall(part.etag(), part.number(), part.sizeBytes(), MIN_PART_BYTES);
      }
      pieces.add(
          new Piece(sizeBytes, checksum == null ? null : part.checksum().value(), part.content()));
      sizeBytes += part.sizeBytes();
      if (sizeBytes > MAX_OBJECT_BYTES) {
        throw S3Faults.entityTooLarge(sizeBytes, MAX_OBJECT_BYTES);
      }
      md5.update(HexFormat.of().parseHex(part.etag()));
      sum.add(part);
    }
    String etag = HexFormat.of().formatHex(md5.digest()) + "-" + pieces.size();
    return new Whole(etag, sum.value(pieces.size()), pieces, sizeBytes);
  }

  private static void checkOrder(String uploadId, List<Listed> listed) {
    if (listed.isEmpty()) {
      throw S3Faults.invalidRequest("You must specify at least one part");
    }
    if (listed.size() > Part.MAX_NUMBER) {
      throw S3Faults.malformedXml();
    }
    for (int i = 1; i < listed.size(); i++) {
      if (listed.get(i).number() <= listed.get(i - 1).number()) {
        throw S3Faults.invalidPartOrder(uploadId);
      }
    }
  }

  private static void checkListedChecksum(
      String uploadId, @Nullable UploadChecksum upload, Listed listed, Part part) {
    StoredChecksum asked = listed.checksum();
    if (asked == null) {
      if (upload != null && !upload.fullObject()) {
        throw S3Faults.invalidRequest(
            "The upload was created using a "
                + lower(upload.algorithm())
                + " checksum. The complete request must include the checksum for each part. It was"
                + " missing for part "
                + part.number()
                + " in the request.");
      }
      return;
    }
    if (!asked.algorithm().equals(part.checksum().algorithm())
        || !asked.value().equals(part.checksum().value())) {
      throw S3Faults.invalidPart(uploadId, listed.number(), listed.etag());
    }
  }

  private static String lower(ChecksumAlgorithm algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Finds the checksum of a whole from those of its parts. */
  private sealed interface Sum {
    void add(Part part);

    StoredChecksum value(int parts);

    static Sum of(@Nullable UploadChecksum checksum) {
      if (checksum == null) {
        return new Combined(ChecksumAlgorithm.CRC64NVME, true);
      }
      return checksum.fullObject()
          ? new Combined(checksum.algorithm(), false)
          : new Composite(checksum.algorithm(), checksum.algorithm().start());
    }
  }

  /** As if the bytes had come in one piece. */
  private static final class Combined implements Sum {
    private final ChecksumAlgorithm algorithm;
    private final boolean isDefault;
    private byte[] value;

    Combined(ChecksumAlgorithm algorithm, boolean isDefault) {
      this.algorithm = algorithm;
      this.isDefault = isDefault;
      this.value = algorithm.start().value();
    }

    @Override
    public void add(Part part) {
      String own = isDefault ? part.crc64Nvme() : part.checksum().value();
      if (own == null) {
        throw new IllegalStateException("part without its checksum");
      }
      value = algorithm.combine(value, Base64.getDecoder().decode(own), part.sizeBytes());
    }

    @Override
    public StoredChecksum value(int parts) {
      return new StoredChecksum(algorithm.name(), true, Base64.getEncoder().encodeToString(value));
    }
  }

  /** Of the parts' checksums, one after the other. */
  private record Composite(ChecksumAlgorithm algorithm, RunningChecksum running) implements Sum {
    @Override
    public void add(Part part) {
      running.update(ByteBuffer.wrap(Base64.getDecoder().decode(part.checksum().value())));
    }

    @Override
    public StoredChecksum value(int parts) {
      return new StoredChecksum(
          algorithm.name(),
          false,
          Base64.getEncoder().encodeToString(running.value()) + "-" + parts);
    }
  }
}
