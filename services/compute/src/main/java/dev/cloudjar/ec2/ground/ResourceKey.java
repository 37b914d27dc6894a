package dev.cloudjar.ec2.ground;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;

/** Which row. */
public record ResourceKey(Place place, String id) {
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
