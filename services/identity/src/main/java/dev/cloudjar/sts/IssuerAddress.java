package dev.cloudjar.sts;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address of an identity provider, or of something that it names. Plain HTTP is for providers
 * on this machine, which must not be reached by what others name.
 */
record IssuerAddress(URI uri) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|[a-z0-9.-]+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  /** The address; empty where it is none that may be asked. */
  static Optional<IssuerAddress> parse(String text) {
    try {
      URI uri = URI.create(text);
      if (uri.getHost() == null
          || uri.getUserInfo() != null
          || uri.getFragment() != null
          || uri.getScheme() == null) {
        return Optional.empty();
      }
      IssuerAddress address = new IssuerAddress(uri);
      boolean allowed =
          uri.getScheme().equals("https")
              || (uri.getScheme().equals("http") && address.isLoopback());
      return allowed ? Optional.of(address) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As providers are known in IAM: without scheme and last slash. */
  String name() {
    String text = uri.toString();
    return withoutSlash(text.substring(text.indexOf("://") + 3));
  }

  /** Where the provider describes itself. */
  URI description() {
    return URI.create(withoutSlash(uri.toString()) + "/.well-known/openid-configuration");
  }

  /** Something that the provider names; empty where it may not name it. */
  Optional<URI> naming(String text) {
    return parse(text).filter(it -> isLoopback() || !it.isLoopback()).map(IssuerAddress::uri);
  }

  private boolean isLoopback() {
    return LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
  }

  private static String withoutSlash(String text) {
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
