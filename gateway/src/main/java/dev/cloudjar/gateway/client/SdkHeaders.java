package dev.cloudjar.gateway.client;

import dev.cloudjar.wire.Headers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpRequest;

/** The headers of the SDK's requests. */
final class SdkHeaders implements Headers {
  private final Map<String, List<String>> byName = new LinkedHashMap<>();

  SdkHeaders(SdkHttpRequest request) {
    request.forEachHeader(
        (name, values) ->
            byName
                .computeIfAbsent(name.toLowerCase(Locale.ROOT), lower -> new ArrayList<>())
                .addAll(values));
    byName.computeIfAbsent("host", missing -> List.of(request.host() + ":" + request.port()));
  }

  @Override
  public @Nullable String first(String lowerCaseName) {
    List<String> values = byName.get(lowerCaseName);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  @Override
  public List<String> all(String lowerCaseName) {
    return byName.getOrDefault(lowerCaseName, List.of());
  }

  @Override
  public void forEach(BiConsumer<String, String> action) {
    byName.forEach((name, values) -> values.forEach(value -> action.accept(name, value)));
  }
}
