package dev.cloudjar.s3;

import dev.cloudjar.s3.lifecycle.Midnight;
import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object that is being brought back from an archive, or has been.
 *
 * @param tier how fast
 * @param days for how long; 0 for good, which Intelligent-Tiering does
 * @param ready when it can be read
 * @param expires when it can no longer be read; null for never
 */
record Restoration(Tier tier, int days, Instant ready, @Nullable Instant expires) {

  /** How fast an object is brought back, from fast to slow. */
  enum Tier {
    EXPEDITED("Expedited"),
    STANDARD("Standard"),
    BULK("Bulk");

    private final String told;

    Tier(String told) {
      this.told = told;
    }

    /** The tier that callers name so; null for none. */
    static @Nullable Tier named(String name) {
      for (Tier tier : values()) {
        if (tier.told.equals(name)) {
          return tier;
        }
      }
      return null;
    }

    /**
     * How long it takes: the longest that AWS says it typically does.
     *
     * @param deep whether from a deep archive, which has no expedited tier
     */
    Duration duration(boolean deep) {
      return switch (this) {
        case EXPEDITED -> Duration.ofMinutes(5);
        case STANDARD -> Duration.ofHours(deep ? 12 : 5);
        case BULK -> Duration.ofHours(deep ? 48 : 12);
      };
    }
  }

  /** Begins to bring an object back. */
  static Restoration begin(Tier tier, int days, boolean deep, Instant now) {
    return new Restoration(tier, days, now, null).upgraded(tier, deep, now);
  }

  /** The same, by a faster tier from now on. */
  Restoration upgraded(Tier faster, boolean deep, Instant now) {
    Instant done = now.plus(faster.duration(deep));
    return new Restoration(faster, days, done, expiry(done, days));
  }

  /** The same, kept for so many days from now on. */
  Restoration extended(int newDays, Instant now) {
    return new Restoration(tier, newDays, ready, expiry(now, newDays));
  }

  private static @Nullable Instant expiry(Instant from, int days) {
    return days == 0 ? null : Midnight.after(from, days);
  }

  boolean isOngoing(Instant now) {
    return now.isBefore(ready);
  }

  boolean isReadable(Instant now) {
    return !isOngoing(now) && (expires == null || now.isBefore(expires));
  }

  static void write(@Nullable Restoration restoration, RowWriter out) {
    out.optionalText(restoration == null ? null : restoration.tier.told);
    if (restoration != null) {
      out.number(restoration.days).number(restoration.ready.getEpochSecond());
      Instant end = restoration.expires;
      out.number(end == null ? 0 : end.getEpochSecond());
    }
  }

  static @Nullable Restoration read(RowReader in) {
    String named = in.optionalText();
    Tier tier = named == null ? null : Tier.named(named);
    if (tier == null) {
      return null;
    }
    int days = (int) in.number();
    Instant ready = Instant.ofEpochSecond(in.number());
    long expires = in.number();
    return new Restoration(tier, days, ready, expires == 0 ? null : Instant.ofEpochSecond(expires));
  }
}
