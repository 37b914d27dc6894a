package dev.cloudjar.iam.signin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** How the pages look. */
public final class Stylesheet {
  private Stylesheet() {}

  public static byte[] bytes() {
    try (InputStream in = Stylesheet.class.getResourceAsStream("style.css")) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
