package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloudtrail.RecordedEvent.Named;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import dev.cloudjar.store.ValueCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events that happened within a second in one account and Region, the oldest first. */
record EventPage(List<RecordedEvent> events) {
  static final ValueCodec<EventPage> CODEC = new Codec();

  /** The events, which name their texts by their place in a list, then that list. */
  private static final class Codec implements ValueCodec<EventPage> {
    private static final int TEXTS = 15;

    /** What an event takes that is like the one before, but for its request's id. */
    private static final int USUAL_EVENT_BYTES = 80;

    @Override
    public byte[] write(EventPage page) {
      RowWriter out = new RowWriter(1024 + USUAL_EVENT_BYTES * page.events().size());
      Places places = new Places();
      out.number(page.events().size());
      for (RecordedEvent event : page.events()) {
        write(out, places, event);
      }
      out.number(places.texts.size());
      places.texts.forEach(out::text);
      return out.toBytes();
    }

    private static void write(RowWriter out, Places places, RecordedEvent it) {
      out.number(it.timeMillis())
          .number(places.of(0, it.service()))
          .number(places.of(1, it.operation()))
          .number(places.of(2, it.identity()))
          .number(places.of(3, it.userName()))
          .number(places.of(4, it.accessKeyId()))
          .number(places.of(5, it.sourceAddress()))
          .number(places.of(6, it.userAgent()))
          .number(places.of(7, it.host()))
          .number(places.of(8, it.requestId()))
          .number(places.of(9, it.errorCode()))
          .number(places.of(10, it.errorMessage()))
          .number(places.of(11, it.request()))
          .number(places.of(12, it.response()))
          .number(places.of(13, it.additional()))
          .number(places.of(14, it.sharedEventId()))
          .number(it.resources().size());
      for (Named resource : it.resources()) {
        out.number(places.of(resource.type())).number(places.of(resource.name()));
      }
    }

    @Override
    public EventPage read(byte[] bytes) {
      RowReader in = new RowReader(bytes);
      List<Placed> placed = new ArrayList<>();
      for (long count = in.number(); count > 0; count--) {
        placed.add(Placed.read(in));
      }
      String[] texts = new String[(int) in.number()];
      for (int i = 0; i < texts.length; i++) {
        texts[i] = in.text();
      }
      return new EventPage(placed.stream().map(event -> event.with(texts)).toList());
    }
  }

  /** The texts of a page. What stands in the same place of an event is mostly the same text. */
  private static final class Places {
    private final Map<String, Integer> known = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final String[] last = new String[Codec.TEXTS];
    private final int[] lastPlaces = new int[Codec.TEXTS];

    @SuppressWarnings("ReferenceEquality") // a text that is equal only is looked up
    int of(int field, String text) {
      if (last[field] != text) {
        last[field] = text;
        lastPlaces[field] = of(text);
      }
      return lastPlaces[field];
    }

    int of(String text) {
      Integer place = known.putIfAbsent(text, texts.size());
      if (place != null) {
        return place;
      }
      texts.add(text);
      return texts.size() - 1;
    }
  }

  /** An event whose texts are still to be looked up. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Placed(long timeMillis, int[] fields, int[] resources) {
    static Placed read(RowReader in) {
      long timeMillis = in.number();
      int[] fields = numbers(in, Codec.TEXTS);
      return new Placed(timeMillis, fields, numbers(in, 2 * (int) in.number()));
    }

    private static int[] numbers(RowReader in, int count) {
      int[] numbers = new int[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = (int) in.number();
      }
      return numbers;
    }

    RecordedEvent with(String[] texts) {
      List<Named> named = new ArrayList<>();
      for (int i = 0; i < resources.length; i += 2) {
        named.add(new Named(texts[resources[i]], texts[resources[i + 1]]));
      }
      return new RecordedEvent(
          timeMillis,
          texts[fields[0]],
          texts[fields[1]],
          texts[fields[2]],
          texts[fields[3]],
          texts[fields[4]],
          texts[fields[5]],
          texts[fields[6]],
          texts[fields[7]],
          texts[fields[8]],
          texts[fields[9]],
          texts[fields[10]],
          texts[fields[11]],
          texts[fields[12]],
          texts[fields[13]],
          texts[fields[14]],
          List.copyOf(named));
    }
  }
}
