package dev.cloudjar.s3.content;

import dev.cloudjar.s3.content.StoredContent.File;
import java.util.Optional;

/**
 * A part of content that lies in one place and needs no row to be read any more.
 *
 * @param content never pieces
 * @param range of the content
 */
public record Slice(StoredContent content, ByteRange range) {

  /** The slice as content of its own that shares the blob; empty where there is none. */
  public Optional<File> shared() {
    return content instanceof File file
        ? Optional.of(
            new File(file.blob(), file.salt(), file.offset() + range.first(), range.sizeBytes()))
        : Optional.empty();
  }
}
