package dev.cloudjar.wire.sigv4;

import dev.cloudjar.wire.Headers;
import dev.cloudjar.wire.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** An HTTP/1.1 request as text, read as the doors read it: one char for each byte of the head. */
record RawRequest(RequestHead head, ByteBuffer body) {

  static RawRequest parse(String text) {
    String bytes =
        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
            .replace("\r\n", "\n");
    int end = bytes.indexOf("\n\n");
    String head = end < 0 ? bytes : bytes.substring(0, end);
    String body = end < 0 ? "" : bytes.substring(end + 2);
    List<String> lines = head.replace("\n ", " ").lines().toList();
    String target =
        lines
            .getFirst()
            .substring(lines.getFirst().indexOf(' ') + 1, lines.getFirst().lastIndexOf(' '));
    int question = target.indexOf('?');
    ListHeaders headers = new ListHeaders();
    for (int i = 1; i < lines.size(); i++) {
      int colon = lines.get(i).indexOf(':');
      headers.add(lines.get(i).substring(0, colon), lines.get(i).substring(colon + 1).strip());
    }
    return new RawRequest(
        new RequestHead(
            lines.getFirst().substring(0, lines.getFirst().indexOf(' ')),
            question < 0 ? target : target.substring(0, question),
            question < 0 ? "" : target.substring(question + 1),
            headers),
        ByteBuffer.wrap(body.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Headers in a list. */
  static final class ListHeaders implements Headers {
    private final List<Map.Entry<String, String>> entries = new ArrayList<>();

    ListHeaders add(String name, String value) {
      entries.add(Map.entry(name.toLowerCase(Locale.ROOT), value));
      return this;
    }

    @Override
    public String first(String lowerCaseName) {
      List<String> all = all(lowerCaseName);
      return all.isEmpty() ? null : all.getFirst();
    }

    @Override
    public List<String> all(String lowerCaseName) {
      return entries.stream()
          .filter(entry -> entry.getKey().equals(lowerCaseName))
          .map(Map.Entry::getValue)
          .toList();
    }

    @Override
    public void forEach(BiConsumer<String, String> action) {
      entries.forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
    }
  }
}
