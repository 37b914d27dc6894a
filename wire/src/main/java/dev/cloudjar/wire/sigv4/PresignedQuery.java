package dev.cloudjar.wire.sigv4;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a presigned request. */
final class PresignedQuery {
  private static final String MARK = "X-Amz-Algorithm";
  private static final long WEEK_SECONDS = 604_800;

  private final Map<String, String> parameters;

  private PresignedQuery(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  /** The parameters if the query has a signature; null for the many that have none. */
  static @Nullable PresignedQuery of(String query) {
    if (!query.contains(MARK)) {
      return null;
    }
    Map<String, String> parameters = new HashMap<>();
    for (int start = 0; start < query.length(); ) {
      int end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      if (query.startsWith("X-Amz-", start)) {
        int equals = query.indexOf('=', start);
        equals = equals < 0 || equals > end ? end : equals;
        parameters.putIfAbsent(
            query.substring(start, equals),
            equals == end ? "" : decoded(query.substring(equals + 1, end)));
      }
      start = end + 1;
    }
    return parameters.containsKey(MARK) ? new PresignedQuery(parameters) : null;
  }

  /** Whether the query is signed as the oldest services took it, by their Signature Version 2. */
  static boolean isLegacy(String query) {
    return query.contains("AWSAccessKeyId=") && query.contains("SignatureVersion=");
  }

  @Nullable String find(String name) {
    return parameters.get(name);
  }

  String required(String name) {
    String value = parameters.get(name);
    if (value == null || value.isEmpty()) {
      throw new Refusal(new SignatureFailure.IncompleteQuery(List.of(name)));
    }
    return value;
  }

  void requireAllOf(String... names) {
    List<String> missing = new ArrayList<>(0);
    for (String name : names) {
      if (parameters.getOrDefault(name, "").isEmpty()) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new Refusal(new SignatureFailure.IncompleteQuery(missing));
    }
  }

  /** {@code X-Amz-Expires}; -1 where there is none. */
  long expiresSeconds() {
    String text = parameters.get("X-Amz-Expires");
    if (text == null) {
      return -1;
    }
    long seconds;
    try {
      seconds = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new Refusal(new SignatureFailure.MalformedExpires(text));
    }
    if (seconds < 0 || seconds > WEEK_SECONDS) {
      throw new Refusal(new SignatureFailure.ExpiresOutOfRange(seconds));
    }
    return seconds;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }
}
