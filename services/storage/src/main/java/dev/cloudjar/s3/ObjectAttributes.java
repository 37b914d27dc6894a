package dev.cloudjar.s3;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
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
    out.optionalText(contentType)
        .optionalText(cacheControl)
        .optionalText(contentDisposition)
        .optionalText(contentEncoding)
        .optionalText(contentLanguage)
        .optionalText(expires)
        .optionalText(websiteRedirectLocation)
        .optionalText(serverSideEncryption)
        .optionalText(storageClass.equals(STANDARD) ? null : storageClass)
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
