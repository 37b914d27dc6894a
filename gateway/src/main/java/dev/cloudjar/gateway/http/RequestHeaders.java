package dev.cloudjar.gateway.http;

import dev.cloudjar.wire.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request's headers as the engine has read them. */
record RequestHeaders(HttpHeaders headers) implements Headers {

  @Override
  public @Nullable String first(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  @Override
  public List<String> all(String lowerCaseName) {
    return headers.getAll(lowerCaseName);
  }

  @Override
  public void forEach(BiConsumer<String, String> action) {
    Iterator<Map.Entry<CharSequence, CharSequence>> entries = headers.iteratorCharSequence();
    while (entries.hasNext()) {
      Map.Entry<CharSequence, CharSequence> entry = entries.next();
      action.accept(
          entry.getKey().toString().toLowerCase(Locale.ROOT), entry.getValue().toString());
    }
  }
}
