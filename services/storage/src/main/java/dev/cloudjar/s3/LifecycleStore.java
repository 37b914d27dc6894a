package dev.cloudjar.s3;

import dev.cloudjar.s3.content.NumberCodec;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of what is due by lifecycle rules: an agenda by the time that something is due, and how
 * far each prefix has been looked through.
 */
final class LifecycleStore {
  private final Table<Appointment, Long> agenda =
      new Table<>("s3.lifecycle-agenda", Appointment.CODEC, NumberCodec.INSTANCE);
  private final Table<Place, Round> rounds =
      new Table<>("s3.lifecycle-round", Place.CODEC, RecordCodec.of(Round.class));

  /** A version that is to be looked at once {@code due} has come. */
  record Appointment(long bucket, Instant due, String key, long sequence) {
    static final KeyCodec<Appointment> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Appointment it, KeyWriter out) {
            out.number(it.bucket).number(it.due.getEpochSecond()).text(it.key).number(it.sequence);
          }

          @Override
          public Appointment read(KeyReader in) {
            return new Appointment(
                in.number(), Instant.ofEpochSecond(in.number()), in.text(), in.number());
          }
        };
  }

  /**
   * What was found when all versions under a prefix were looked at.
   *
   * @param next when they are to be looked at again, for what is new
   * @param beyond the earliest that something is due that is not on the agenda; null for nothing
   * @param begun when the round began that is not finished; null where none is under way
   * @param done the key up to which that round has come
   */
  record Round(
      @Nullable Instant next,
      @Nullable Instant beyond,
      @Nullable Instant begun,
      @Nullable String done) {}

  /** What is looked through: versions under a prefix. */
  record Place(long bucket, String prefix) {
    static final KeyCodec<Place> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Place it, KeyWriter out) {
            out.number(it.bucket).text(it.prefix);
          }

          @Override
          public Place read(KeyReader in) {
            return new Place(in.number(), in.text());
          }
        };
  }

  void add(Transaction transaction, Appointment appointment) {
    agenda.put(transaction, appointment, 0L);
  }

  boolean has(Snapshot snapshot, Appointment appointment) {
    return agenda.contains(snapshot, appointment);
  }

  void remove(Transaction transaction, Appointment appointment) {
    agenda.delete(transaction, appointment);
  }

  /** The first appointments of a bucket, as far as they are due. */
  List<Appointment> due(Snapshot snapshot, Bucket bucket, Instant now, int max) {
    List<Appointment> found = new ArrayList<>();
    try (Rows<Appointment, Long> rows =
        agenda.scan(snapshot, agenda.startingWith(out -> out.number(bucket.number())))) {
      while (found.size() < max && rows.next() && !rows.key().due().isAfter(now)) {
        found.add(rows.key());
      }
    }
    return found;
  }

  /** When the first appointment of a bucket is due; null where there is none. */
  @Nullable Instant firstDue(Snapshot snapshot, Bucket bucket) {
    try (Rows<Appointment, Long> rows =
        agenda.scan(snapshot, agenda.startingWith(out -> out.number(bucket.number())))) {
      return rows.next() ? rows.key().due() : null;
    }
  }

  @Nullable Round round(Snapshot snapshot, Bucket bucket, String prefix) {
    return rounds.get(snapshot, new Place(bucket.number(), prefix));
  }

  void put(Transaction transaction, Bucket bucket, String prefix, Round round) {
    rounds.put(transaction, new Place(bucket.number(), prefix), round);
  }

  /** When the first round of a bucket is due; null where there is none. */
  @Nullable Instant firstRound(Snapshot snapshot, Bucket bucket) {
    Instant first = null;
    try (Rows<Place, Round> rows =
        rounds.scan(snapshot, rounds.startingWith(out -> out.number(bucket.number())))) {
      while (rows.next()) {
        Instant next = rows.value().next();
        first = next != null && (first == null || next.isBefore(first)) ? next : first;
      }
    }
    return first;
  }

  void forget(Transaction transaction, Bucket bucket) {
    agenda.deleteRange(transaction, agenda.startingWith(out -> out.number(bucket.number())));
    rounds.deleteRange(transaction, rounds.startingWith(out -> out.number(bucket.number())));
  }
}
