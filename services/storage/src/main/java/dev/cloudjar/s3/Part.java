package dev.cloudjar.s3;

import dev.cloudjar.s3.content.StoredContent;
import dev.cloudjar.s3.content.StoredContents;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.ValueCodec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part of a multipart upload.
 *
 * @param number from 1 to 10,000
 * @param lastModified to the second
 * @param etag its MD5 in hexadecimal
 * @param checksum of its bytes, by the algorithm that it was sent with
 * @param crc64Nvme its CRC64NVME in base64; null where the upload has an algorithm of its own
 */
record Part(
    int number,
    Instant lastModified,
    String etag,
    StoredChecksum checksum,
    @Nullable String crc64Nvme,
    StoredContent content) {
  static final int MAX_NUMBER = 10_000;

  static final ValueCodec<Part> VALUE =
      new ValueCodec<>() {
        @Override
        public byte[] write(Part part) {
          RowWriter out =
              new RowWriter(160)
                  .number(part.number)
                  .number(part.lastModified.getEpochSecond())
                  .optionalText(part.etag)
                  .optionalText(part.checksum.algorithm())
                  .optionalText(part.checksum.value())
                  .optionalText(part.crc64Nvme);
          StoredContents.write(part.content, out);
          return out.toBytes();
        }

        @Override
        public Part read(byte[] bytes) {
          RowReader in = new RowReader(bytes);
          return new Part(
              (int) in.number(),
              Instant.ofEpochSecond(in.number()),
              in.presentText(),
              new StoredChecksum(in.presentText(), true, in.presentText()),
              in.optionalText(),
              StoredContents.read(in));
        }
      };

  long sizeBytes() {
    return content.sizeBytes();
  }
}
