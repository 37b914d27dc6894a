package dev.cloudjar.s3;

import dev.cloudjar.cloud.checksum.ChecksumAlgorithm;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.ValueCodec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A multipart upload that is neither completed nor aborted.
 *
 * @param initiated to the second
 * @param initiator the account that began it
 * @param checksum how its content is checked; null where the caller left it open
 * @param attributes of the object to be
 */
record Upload(
    Instant initiated,
    String initiator,
    @Nullable UploadChecksum checksum,
    ObjectAttributes attributes) {

  Upload with(@Nullable ObjectAccess access) {
    return new Upload(initiated, initiator, checksum, attributes.withAccess(access));
  }

  /**
   * How the content of an upload is checked.
   *
   * @param fullObject whether the whole has a checksum of its bytes, rather than one of its parts'
   *     checksums
   */
  record UploadChecksum(ChecksumAlgorithm algorithm, boolean fullObject) {}

  static final ValueCodec<Upload> VALUE =
      new ValueCodec<>() {
        @Override
        public byte[] write(Upload upload) {
          RowWriter out =
              new RowWriter(256)
                  .number(upload.initiated.getEpochSecond())
                  .optionalText(upload.initiator);
          UploadChecksum checksum = upload.checksum;
          out.optionalText(checksum == null ? null : checksum.algorithm.name());
          out.number(checksum != null && checksum.fullObject ? 1 : 0);
          upload.attributes.write(out);
          return out.toBytes();
        }

        @Override
        public Upload read(byte[] bytes) {
          RowReader in = new RowReader(bytes);
          Instant initiated = Instant.ofEpochSecond(in.number());
          String initiator = in.presentText();
          String algorithm = in.optionalText();
          boolean fullObject = in.number() == 1;
          return new Upload(
              initiated,
              initiator,
              algorithm == null
                  ? null
                  : new UploadChecksum(ChecksumAlgorithm.valueOf(algorithm), fullObject),
              ObjectAttributes.read(in));
        }
      };
}
