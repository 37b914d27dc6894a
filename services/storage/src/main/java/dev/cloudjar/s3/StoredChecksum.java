package dev.cloudjar.s3;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import org.jspecify.annotations.Nullable;

/**
 * The checksum that an object or a part is kept with.
 *
 * @param algorithm such as {@code CRC64NVME}
 * @param fullObject whether it is of all the bytes, rather than of the parts' checksums
 * @param value its base64; of parts' checksums with a hyphen and how many
 */
record StoredChecksum(String algorithm, boolean fullObject, String value) {

  static void write(@Nullable StoredChecksum checksum, RowWriter out) {
    if (checksum == null) {
      out.optionalText(null);
      return;
    }
    out.optionalText(checksum.algorithm)
        .number(checksum.fullObject ? 1 : 0)
        .optionalText(checksum.value);
  }

  static @Nullable StoredChecksum read(RowReader in) {
    String algorithm = in.optionalText();
    return algorithm == null
        ? null
        : new StoredChecksum(algorithm, in.number() == 1, in.presentText());
  }
}
