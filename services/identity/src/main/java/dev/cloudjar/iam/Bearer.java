package dev.cloudjar.iam;

import dev.cloudjar.cloud.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What whoever brings it is known by: an account's id and a random text. The store has but a digest
 * of the text, so that whoever reads it can be nobody.
 */
final class Bearer {
  private static final Pattern FORM = Pattern.compile("([0-9]{12})\\.([A-Za-z0-9_-]{43})");
  private static final int RANDOM_BYTES = 32;

  private Bearer() {}

  static String make(Ids ids, String accountId) {
    return accountId
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(ids.bytes(RANDOM_BYTES));
  }

  /** The key of what is known by it; empty for what has another form. */
  static Optional<Key> key(String bearer) {
    Matcher matcher = FORM.matcher(bearer);
    return matcher.matches()
        ? Optional.of(Key.of(matcher.group(1), digest(matcher.group(2))))
        : Optional.empty();
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
