package dev.cloudjar.ec2.ground;

import dev.cloudjar.cloud.Work;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import java.nio.charset.StandardCharsets;

/** Which row. */
public record ResourceKey(Place place, String id) {
  private static final String SEPARATOR = "/";

  /** What an item of work is about that {@link Ground#schedule} has made. */
  public static ResourceKey of(Work.Item item) {
    String[] parts = new String(item.payload(), StandardCharsets.UTF_8).split(SEPARATOR, 3);
    return new ResourceKey(new Place(parts[0], parts[1]), parts[2]);
  }

  /** How items of work call it. */
  String workId() {
    return String.join(SEPARATOR, place.accountId(), place.region(), id);
  }

  public static final KeyCodec<ResourceKey> CODEC =
      new KeyCodec<>() {
        @Override
        public void write(ResourceKey key, KeyWriter out) {
          Keys.write(key.place(), out).text(key.id());
        }

        @Override
        public ResourceKey read(KeyReader in) {
          return new ResourceKey(Keys.readPlace(in), in.text());
        }
      };

  /** Parts of keys. */
  static final class Keys {
    private Keys() {}

    static KeyWriter write(Place place, KeyWriter out) {
      return out.text(place.accountId()).text(place.region());
    }

    static Place readPlace(KeyReader in) {
      return new Place(in.text(), in.text());
    }
  }
}
