package dev.cloudjar.cloudtrail;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import java.util.Optional;
import java.util.UUID;

/**
 * Names a page of events.
 *
 * @param data whether its events are data events
 * @param timeMillis when the first of them happened
 * @param chance tells pages of the same time apart: 62 bits
 */
record PageKey(String accountId, String region, boolean data, long timeMillis, long chance) {
  /** The most events of a page, so that an event's place fits into its id. */
  static final int MOST_EVENTS = 1 << 12;

  private static final int TIME_SHIFT = 16;
  private static final long VERSION_4 = 0x4000;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long CHANCE = 0x3FFF_FFFF_FFFF_FFFFL;

  static final KeyCodec<PageKey> CODEC =
      new KeyCodec<>() {
        @Override
        public void write(PageKey key, KeyWriter out) {
          out.text(key.accountId())
              .text(key.region())
              .number(key.data() ? 1 : 0)
              .number(key.timeMillis())
              .number(key.chance());
        }

        @Override
        public PageKey read(KeyReader in) {
          return new PageKey(in.text(), in.text(), in.number() == 1, in.number(), in.number());
        }
      };

  PageKey {
    chance &= CHANCE;
  }

  /** The id of the event at a place of the page. */
  String eventId(int place) {
    return new UUID((timeMillis << TIME_SHIFT) | VERSION_4 | place, VARIANT | chance).toString();
  }

  /** The page of an event that has an id that was made here. */
  static Optional<PageKey> ofEvent(String accountId, String region, String eventId) {
    return uuid(eventId)
        .map(
            id ->
                new PageKey(
                    accountId,
                    region,
                    false,
                    id.getMostSignificantBits() >>> TIME_SHIFT,
                    id.getLeastSignificantBits()));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
