package dev.cloudjar.s3;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.Spread;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a writer says of an object beside its bytes. Comes back on reads and changes only by
 * copying, tags aside.
 *
 * @param expires as it was sent, which need not be a date
 * @param encryption whose key its content is sealed under
 * @param storageClass such as {@code STANDARD}
 * @param metadata the user's own, names in lower case
 * @param tags at most ten
 * @param access whose it is and who else may use it; null where it is the bucket owner's alone
 */
record ObjectAttributes(
    @Nullable String contentType,
    @Nullable String cacheControl,
    @Nullable String contentDisposition,
    @Nullable String contentEncoding,
    @Nullable String contentLanguage,
    @Nullable String expires,
    @Nullable String websiteRedirectLocation,
    Encryption encryption,
    String storageClass,
    Map<String, String> metadata,
    Map<String, String> tags,
    @Nullable ObjectAccess access) {

  static final String STANDARD = "STANDARD";
  private static final String ONE_ZONE = "ONEZONE_IA";

  /** Over how many zones the content of an object of its class is spread. */
  Spread spread() {
    return storageClass.equals(ONE_ZONE) ? Spread.ONE_ZONE : Spread.EVERY_ZONE;
  }

  ObjectAttributes withTags(Map<String, String> newTags) {
    return new ObjectAttributes(
        contentType,
        cacheControl,
        contentDisposition,
        contentEncoding,
        contentLanguage,
        expires,
        websiteRedirectLocation,
        encryption,
        storageClass,
        metadata,
        newTags,
        access);
  }

  ObjectAttributes withEncryption(Encryption newEncryption) {
    return new ObjectAttributes(
        contentType,
        cacheControl,
        contentDisposition,
        contentEncoding,
        contentLanguage,
        expires,
        websiteRedirectLocation,
        newEncryption,
        storageClass,
        metadata,
        tags,
        access);
  }

  ObjectAttributes withStorageClass(String newClass) {
    return new ObjectAttributes(
        contentType,
        cacheControl,
        contentDisposition,
        contentEncoding,
        contentLanguage,
        expires,
        websiteRedirectLocation,
        encryption,
        newClass,
        metadata,
        tags,
        access);
  }

  ObjectAttributes withAccess(@Nullable ObjectAccess newAccess) {
    return new ObjectAttributes(
        contentType,
        cacheControl,
        contentDisposition,
        contentEncoding,
        contentLanguage,
        expires,
        websiteRedirectLocation,
        encryption,
        storageClass,
        metadata,
        tags,
        newAccess);
  }

  /** Writes them as the last of a row. */
  void write(RowWriter out) {
    out.optionalText(contentType)
        .optionalText(cacheControl)
        .optionalText(contentDisposition)
        .optionalText(contentEncoding)
        .optionalText(contentLanguage)
        .optionalText(expires)
        .optionalText(websiteRedirectLocation);
    encryption.write(out);
    out.optionalText(storageClass.equals(STANDARD) ? null : storageClass)
        .texts(metadata)
        .texts(tags);
    if (access != null) {
      access.write(out);
    }
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
        Encryption.read(in),
        readStorageClass(in),
        in.texts(),
        in.texts(),
        in.hasMore() ? ObjectAccess.read(in) : null);
  }

  private static String readStorageClass(RowReader in) {
    String name = in.optionalText();
    return name == null ? STANDARD : name;
  }
}
