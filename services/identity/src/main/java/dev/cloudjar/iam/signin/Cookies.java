package dev.cloudjar.iam.signin;

import java.util.Optional;

/**
 * Cookies that no script reads and no other site sends. Over TLS they have the prefix that binds
 * them to the very host, so that no neighbour can put one in their place.
 *
 * @param secure whether the request came over TLS
 * @param header the request's {@code Cookie} header; empty for none
 */
public record Cookies(boolean secure, String header) {
  private static final int MOST_CHARACTERS = 200;

  public Optional<String> find(String name) {
    String wanted = full(name);
    for (String pair : header.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(wanted)) {
        return Optional.of(pair.substring(equals + 1).strip())
            .filter(it -> !it.isEmpty() && it.length() <= MOST_CHARACTERS);
      }
    }
    return Optional.empty();
  }

  /** A header that sets a cookie until the browser is closed. */
  public String set(String name, String value) {
    return full(name) + "=" + value + attributes();
  }

  /** A header that takes a cookie away. */
  public String clear(String name) {
    return full(name) + "=" + attributes() + "; Max-Age=0";
  }

  private String full(String name) {
    return (secure ? "__Host-" : "") + name;
  }

  private String attributes() {
    return "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
  }
}
