package dev.cloudjar.s3.website;

import org.jspecify.annotations.Nullable;

/**
 * A rule that leads some requests elsewhere.
 *
 * @param keyPrefix of the keys that it is about; null for all
 * @param errorStatus of the errors that it is about; 0 where there need be none
 */
public record RoutingRule(@Nullable String keyPrefix, int errorStatus, Redirect redirect) {

  boolean appliesBefore(String key) {
    return errorStatus == 0 && isAbout(key);
  }

  boolean appliesAfter(String key, int status) {
    return errorStatus == status && isAbout(key);
  }

  private boolean isAbout(String key) {
    return keyPrefix == null || key.startsWith(keyPrefix);
  }

  /** The key that it leads to. */
  public String target(String key) {
    if (redirect.replaceKeyWith() != null) {
      return redirect.replaceKeyWith();
    }
    if (redirect.replaceKeyPrefixWith() != null) {
      return redirect.replaceKeyPrefixWith()
          + key.substring(keyPrefix == null ? 0 : keyPrefix.length());
    }
    return key;
  }
}
