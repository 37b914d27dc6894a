package dev.cloudjar.gateway.control;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells names that only ever mean this machine from those that anybody may point here. */
final class LocalNames {
  private LocalNames() {}

  /** Whether a {@code Host} header is an address, or localhost, or below that. */
  static boolean isLocal(@Nullable String hostHeader) {
    if (hostHeader == null) {
      return false;
    }
    String host = withoutPort(hostHeader.toLowerCase(Locale.ROOT));
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("localhost.localstack.cloud")
        || host.endsWith(".localhost.localstack.cloud")
        || isAddress(host);
  }

  /** Whether an {@code Origin} is the very host that a request was sent to. */
  static boolean isOriginOf(String origin, @Nullable String hostHeader) {
    return hostHeader != null
        && (origin.equalsIgnoreCase("http://" + hostHeader)
            || origin.equalsIgnoreCase("https://" + hostHeader));
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(0, end + 1);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  /** An address cannot be made to point elsewhere. */
  private static boolean isAddress(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return true;
    }
    if (host.isEmpty()) {
      return false;
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if ((c < '0' || c > '9') && c != '.') {
        return false;
      }
    }
    return true;
  }
}
