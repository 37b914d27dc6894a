package dev.cloudjar.s3;

import dev.cloudjar.s3.content.BoundedBody;
import dev.cloudjar.s3.form.FormReader;
import dev.cloudjar.s3.form.MalformedFormException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file of a form, held to the size that its policy allows. */
final class FormFile implements BoundedBody {
  private final FormReader reader;
  private final long mostBytes;
  private final long minBytes;
  private final long maxBytes;
  private long readBytes;

  /**
   * @param formBytes of the whole form
   */
  FormFile(FormReader reader, long formBytes, long minBytes, long maxBytes) {
    this.reader = reader;
    this.mostBytes = Math.max(0, formBytes - reader.takenBytes());
    this.minBytes = minBytes;
    this.maxBytes = maxBytes;
  }

  @Override
  public long mostBytes() {
    return mostBytes;
  }

  @Override
  public @Nullable ByteBuffer next() throws IOException {
    ByteBuffer bytes;
    try {
      bytes = reader.nextOfFile();
    } catch (MalformedFormException e) {
      throw FormFaults.malformed(e);
    }
    if (bytes == null) {
      if (readBytes < minBytes) {
        throw FormFaults.tooSmall(readBytes, minBytes);
      }
      return null;
    }
    readBytes += bytes.remaining();
    if (readBytes > maxBytes) {
      throw S3Faults.entityTooLarge(
          Math.max(readBytes, mostBytes - reader.closingBytes()), maxBytes);
    }
    return bytes;
  }

  @Override
  public Map<String, String> trailers() {
    return Map.of();
  }
}
