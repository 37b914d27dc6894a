package dev.cloudjar.s3;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How listings write keys: as they are, or percent-encoded where the caller asks for it. */
enum KeyEncoding {
  NONE,
  URL;

  private static final String UNRESERVED = "-._~/*";

  /** The encoding of an {@code encoding-type} parameter. */
  static KeyEncoding of(@Nullable String parameter) {
    if (parameter == null || parameter.isEmpty()) {
      return NONE;
    }
    if (parameter.equals("url")) {
      return URL;
    }
    throw S3Faults.invalidArgument(
        "Invalid Encoding Method specified in Request", "encoding-type", parameter);
  }

  /** The text as listings write it; null for null. */
  @Nullable String optional(@Nullable String text) {
    return text == null ? null : encode(text);
  }

  String encode(String text) {
    if (this == NONE) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || UNRESERVED.indexOf(c) >= 0) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
