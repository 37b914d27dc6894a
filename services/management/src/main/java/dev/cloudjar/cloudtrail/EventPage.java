package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloudtrail.RecordedEvent.Named;
import dev.cloudjar.store.ValueCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events that happened within a second in one account and Region, the oldest first. */
record EventPage(List<RecordedEvent> events) {
  static final ValueCodec<EventPage> CODEC = new Codec();

  /** A list of all texts, then the events, which name them by their place in it. */
  private static final class Codec implements ValueCodec<EventPage> {
    private static final int VERSION = 3;

    /** How many texts an event had in pages of the versions before, the first one first. */
    private static final int[] FORMER_TEXTS = {13, 14};

    private static final int TEXTS = 15;

    @Override
    public byte[] write(EventPage page) {
      Map<String, Integer> places = new LinkedHashMap<>();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        DataOutputStream events = new DataOutputStream(tail);
        for (RecordedEvent event : page.events()) {
          write(events, places, event);
        }
        out.writeByte(VERSION);
        number(out, places.size());
        for (String text : places.keySet()) {
          byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
          number(out, encoded.length);
          out.write(encoded);
        }
        number(out, page.events().size());
        tail.writeTo(out);
        return bytes.toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public EventPage read(byte[] bytes) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        int version = in.readByte();
        if (version < 1 || version > VERSION) {
          throw new IOException("a page of another version");
        }
        String[] texts = new String[number(in)];
        for (int i = 0; i < texts.length; i++) {
          texts[i] = new String(in.readNBytes(number(in)), StandardCharsets.UTF_8);
        }
        int count = number(in);
        List<RecordedEvent> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          events.add(read(in, texts, version));
        }
        return new EventPage(events);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void write(DataOutputStream out, Map<String, Integer> places, RecordedEvent it)
        throws IOException {
      out.writeLong(it.timeMillis());
      text(out, places, it.service());
      text(out, places, it.operation());
      text(out, places, it.identity());
      text(out, places, it.userName());
      text(out, places, it.accessKeyId());
      text(out, places, it.sourceAddress());
      text(out, places, it.userAgent());
      text(out, places, it.host());
      text(out, places, it.requestId());
      text(out, places, it.errorCode());
      text(out, places, it.errorMessage());
      text(out, places, it.request());
      text(out, places, it.response());
      text(out, places, it.additional());
      text(out, places, it.sharedEventId());
      number(out, it.resources().size());
      for (Named resource : it.resources()) {
        text(out, places, resource.type());
        text(out, places, resource.name());
      }
    }

    private static RecordedEvent read(DataInputStream in, String[] texts, int version)
        throws IOException {
      long timeMillis = in.readLong();
      int known = version == VERSION ? TEXTS : FORMER_TEXTS[version - 1];
      String[] fields = new String[TEXTS];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = i < known ? texts[number(in)] : "";
      }
      int count = number(in);
      List<Named> resources = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        String type = texts[number(in)];
        resources.add(new Named(type, texts[number(in)]));
      }
      return new RecordedEvent(
          timeMillis,
          fields[0],
          fields[1],
          fields[2],
          fields[3],
          fields[4],
          fields[5],
          fields[6],
          fields[7],
          fields[8],
          fields[9],
          fields[10],
          fields[11],
          fields[12],
          fields[13],
          fields[14],
          resources);
    }

    private static void text(DataOutputStream out, Map<String, Integer> places, String text)
        throws IOException {
      Integer place = places.get(text);
      if (place == null) {
        place = places.size();
        places.put(text, place);
      }
      number(out, place);
    }

    private static void number(DataOutputStream out, int number) throws IOException {
      int rest = number;
      while (rest > 0x7F) {
        out.writeByte((rest & 0x7F) | 0x80);
        rest >>>= 7;
      }
      out.writeByte(rest);
    }

    private static int number(DataInputStream in) throws IOException {
      int number = 0;
      for (int shift = 0; ; shift += 7) {
        int b = in.readUnsignedByte();
        number |= (b & 0x7F) << shift;
        if (b <= 0x7F) {
          return number;
        }
      }
    }
  }
}
