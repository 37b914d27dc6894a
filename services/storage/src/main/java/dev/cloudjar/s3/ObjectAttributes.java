package dev.cloudjar.s3;

import dev.cloudjar.s3.content.RowReader;
import dev.cloudjar.s3.content.RowWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a writer says of an object beside its bytes. Comes back on reads and changes only by
 * copying, tags aside.
 *
 * @param expires as it was sent, which need not be a date
 * @param serverSideEncryption as it was asked for
 * @param storageClass such as {@code STANDARD}
 * @param metadata the user's own, names in lower case
 * @param tags at most ten
 */
record ObjectAttributes(
    @Nullable String contentType,
    @Nullable String cacheControl,
    @Nullable String contentDisposition,
    @Nullable String contentEncoding,
    @Nullable String contentLanguage,
    @Nullable String expires,
    @Nullable String websiteRedirectLocation,
    @Nullable String serverSideEncryption,
    String storageClass,
    Map<String, String> metadata,
    Map<String, String> tags) {

  static final String STANDARD = "STANDARD";

  ObjectAttributes withTags(Map<String, String> newTags) {
    return new ObjectAttributes(
        contentType,
        cacheControl,
        contentDisposition,
        contentEncoding,
        contentLanguage,
        expires,
        websiteRedirectLocation,
        serverSideEncryption,
        storageClass,
        metadata,
        newTags);
  }

  void write(RowWriter out) {
    out.text(contentType)
        .text(cacheControl)
        .text(contentDisposition)
        .text(contentEncoding)
        .text(contentLanguage)
        .text(expires)
        .text(websiteRedirectLocation)
        .text(serverSideEncryption)
        .text(storageClass.equals(STANDARD) ? null : storageClass)
        .texts(metadata)
        .texts(tags);
  }

  static ObjectAttributes read(RowReader in) {
    return new ObjectAttributes(
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        in.optionalText(),
        readStorageClass(in),
        in.texts(),
        in.texts());
  }

  private static String readStorageClass(RowReader in) {
    String name = in.optionalText();
    return name == null ? STANDARD : name;
  }
}
