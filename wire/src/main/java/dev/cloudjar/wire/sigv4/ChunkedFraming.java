package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.RequestHead;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a head announces of an {@code aws-chunked} body.
 *
 * @param decodedSizeBytes how long the content is without its frames
 * @param hasTrailer whether trailing headers follow it
 * @param announced the names of these headers in lower case
 */
record ChunkedFraming(long decodedSizeBytes, boolean hasTrailer, Set<String> announced) {

  /**
   * @throws BodyRefusedException where the length is not told
   */
  static ChunkedFraming of(RequestHead head, boolean hasTrailer) {
    String length = head.headers().first("x-amz-decoded-content-length");
    if (length == null) {
      throw new BodyRefusedException(new SignatureFailure.MissingDecodedLength());
    }
    return new ChunkedFraming(
        size(length.strip()), hasTrailer, announced(head.headers().all("x-amz-trailer")));
  }

  private static long size(String length) {
    if (!length.isEmpty() && length.length() <= 18 && length.chars().allMatch(Character::isDigit)) {
      return Long.parseLong(length);
    }
    throw new BodyRefusedException(new SignatureFailure.MissingDecodedLength());
  }

  private static Set<String> announced(List<String> headers) {
    Set<String> names = new LinkedHashSet<>();
    for (String header : headers) {
      for (int start = 0; start < header.length(); ) {
        int comma = header.indexOf(',', start);
        int end = comma < 0 ? header.length() : comma;
        String name = header.substring(start, end).strip().toLowerCase(Locale.ROOT);
        if (!name.isEmpty()) {
          names.add(name);
        }
        start = end + 1;
      }
    }
    return names;
  }
}
