package dev.cloudjar.s3;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as it was put: what the members of the official shape say, by their names. One
 * form for all the configurations of a bucket.
 */
sealed interface Document {

  record Text(String value) implements Document {}

  record Whole(long value) implements Document {}

  record Flag(boolean value) implements Document {}

  record Time(Instant value) implements Document {}

  record Sequence(List<Document> elements) implements Document {}

  /** Members by their name in the model, such as {@code CORSRules}. */
  record Structure(Map<String, Document> members) implements Document {
    static final Structure EMPTY = new Structure(Map.of());

    @Nullable Document member(String name) {
      return members.get(name);
    }

    /** The text of a member; null where there is none. */
    @Nullable String text(String name) {
      return members.get(name) instanceof Text(String value) ? value : null;
    }

    /** The structures in a member that is a sequence; empty where there is none. */
    List<Structure> structures(String name) {
      if (!(members.get(name) instanceof Sequence(List<Document> elements))) {
        return List.of();
      }
      return elements.stream()
          .filter(Structure.class::isInstance)
          .map(Structure.class::cast)
          .toList();
    }

    /** The texts in a member that is a sequence; empty where there is none. */
    List<String> texts(String name) {
      if (!(members.get(name) instanceof Sequence(List<Document> elements))) {
        return List.of();
      }
      return elements.stream()
          .filter(Text.class::isInstance)
          .map(element -> ((Text) element).value())
          .toList();
    }

    static Structure of(String name, Document value) {
      return new Structure(Map.of(name, value));
    }
  }

  static void write(Document document, RowWriter out) {
    switch (document) {
      case Text(String value) -> out.number(0).optionalText(value);
      case Whole(long value) -> out.number(1).number(value);
      case Flag(boolean value) -> out.number(2).number(value ? 1 : 0);
      case Time(Instant value) ->
          out.number(3).number(value.getEpochSecond()).number(value.getNano());
      case Sequence(List<Document> elements) -> {
        out.number(4).number(elements.size());
        elements.forEach(element -> write(element, out));
      }
      case Structure(Map<String, Document> members) -> {
        out.number(5).number(members.size());
        members.forEach(
            (name, value) -> {
              out.optionalText(name);
              write(value, out);
            });
      }
    }
  }

  static Document read(RowReader in) {
    int kind = (int) in.number();
    return switch (kind) {
      case 0 -> new Text(in.presentText());
      case 1 -> new Whole(in.number());
      case 2 -> new Flag(in.number() == 1);
      case 3 -> new Time(Instant.ofEpochSecond(in.number(), in.number()));
      case 4 -> {
        int count = (int) in.number();
        List<Document> elements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          elements.add(read(in));
        }
        yield new Sequence(List.copyOf(elements));
      }
      case 5 -> {
        int count = (int) in.number();
        Map<String, Document> members = LinkedHashMap.newLinkedHashMap(count);
        for (int i = 0; i < count; i++) {
          String name = in.presentText();
          members.put(name, read(in));
        }
        yield new Structure(members);
      }
      default -> throw new IllegalStateException("unknown kind of document: " + kind);
    };
  }
}
