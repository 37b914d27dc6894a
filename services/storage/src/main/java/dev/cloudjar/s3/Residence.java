package dev.cloudjar.s3;

import dev.cloudjar.store.RowReader;
import dev.cloudjar.store.RowWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an object has come to be since it was written.
 *
 * @param since when it came into its storage class; null where it was written there
 * @param restored what was restored of it from an archive, or is about to be; null for nothing
 * @param accessed when it was read last, as far as its class keeps account of that; null for never
 * @param archiveTier the tier of Intelligent-Tiering that it has been archived in; null for none
 */
record Residence(
    @Nullable Instant since,
    @Nullable Restoration restored,
    @Nullable Instant accessed,
    @Nullable String archiveTier) {
  static final Residence UNMOVED = new Residence(null, null, null, null);

  /** The same with something restored of it. */
  Residence with(@Nullable Restoration restoration) {
    return new Residence(since, restoration, accessed, archiveTier);
  }

  static void write(@Nullable Residence residence, RowWriter out) {
    out.number(residence == null ? 0 : 1);
    if (residence != null) {
      write(residence.since, out);
      write(residence.accessed, out);
      out.optionalText(residence.archiveTier);
      Restoration.write(residence.restored, out);
    }
  }

  static @Nullable Residence read(RowReader in) {
    if (in.number() == 0) {
      return null;
    }
    Instant since = readTime(in);
    Instant accessed = readTime(in);
    String tier = in.optionalText();
    return new Residence(since, Restoration.read(in), accessed, tier);
  }

  private static void write(@Nullable Instant time, RowWriter out) {
    out.number(time == null ? 0 : time.getEpochSecond());
  }

  private static @Nullable Instant readTime(RowReader in) {
    long seconds = in.number();
    return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
  }
}
