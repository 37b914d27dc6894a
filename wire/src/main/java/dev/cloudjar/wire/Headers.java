package dev.cloudjar.wire;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request. Names are looked up in lower case and match whatever the client's case
 * was.
 */
public interface Headers {

  /** The first value of a header, or null. */
  @Nullable String first(String lowerCaseName);

  /** All values of a header in the order in which they came. */
  List<String> all(String lowerCaseName);

  /** Every header, names in lower case, in the order in which they came. */
  void forEach(BiConsumer<String, String> action);
}
