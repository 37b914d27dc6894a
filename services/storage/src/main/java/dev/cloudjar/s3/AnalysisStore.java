package dev.cloudjar.s3;

import dev.cloudjar.s3.BucketInventory.Subject;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of analyses: what was transferred on days not yet reported, and the days that are. */
final class AnalysisStore {
  private final Table<TransferKey, Transfer> transfers =
      new Table<>("s3.analysis-transfer", TransferKey.CODEC, RecordCodec.of(Transfer.class));

  private final Table<DayKey, Day> days =
      new Table<>("s3.analysis-day", DayKey.CODEC, RecordCodec.of(Day.class));

  /** Objects of one storage class and age. */
  record Part(String storageClass, int age) implements Comparable<Part> {
    @Override
    public int compareTo(Part other) {
      int byAge = Integer.compare(age, other.age);
      return byAge != 0 ? byAge : storageClass.compareTo(other.storageClass);
    }
  }

  /** What was transferred of them in a day. */
  record Transfer(long uploadedBytes, long retrievedBytes, long gets) {
    static final Transfer NONE = new Transfer(0, 0, 0);

    Transfer plus(Transfer other) {
      return new Transfer(
          uploadedBytes + other.uploadedBytes,
          retrievedBytes + other.retrievedBytes,
          gets + other.gets);
    }
  }

  /**
   * What there was of them in a day.
   *
   * @param age the place of a group, or of small objects
   */
  record Line(String storageClass, int age, long objects, long storedBytes, Transfer transfer) {}

  /**
   * A day that was analysed.
   *
   * @param epochDay the day on which its report was due
   * @param observedDays the age from which objects are hardly read; 0 where there is none
   * @param recommendedDays the same, once it stays as it is; 0 before
   */
  record Day(long epochDay, List<Line> lines, int observedDays, int recommendedDays) {}

  void add(Transaction transaction, Subject subject, long epochDay, Part part, Transfer more) {
    TransferKey key = new TransferKey(subject.number(), subject.id(), epochDay, part);
    Transfer before = transfers.get(transaction, key);
    transfers.put(transaction, key, before == null ? more : before.plus(more));
  }

  /** What was transferred on a day. */
  SortedMap<Part, Transfer> transfers(Snapshot snapshot, Subject subject, long epochDay) {
    SortedMap<Part, Transfer> found = new TreeMap<>();
    try (Rows<TransferKey, Transfer> rows =
        transfers.scan(
            snapshot,
            transfers.startingWith(
                out -> out.number(subject.number()).text(subject.id()).number(epochDay)))) {
      while (rows.next()) {
        found.put(rows.key().part(), rows.value());
      }
    }
    return found;
  }

  /** Keeps a day, whose transfers and those before are not needed any more. */
  void put(Transaction transaction, Subject subject, Day day) {
    days.put(transaction, new DayKey(subject.number(), subject.id(), day.epochDay()), day);
    List<TransferKey> reported = new ArrayList<>();
    try (Rows<TransferKey, Transfer> rows =
        transfers.scan(
            transaction,
            transfers.startingWith(out -> out.number(subject.number()).text(subject.id())))) {
      while (rows.next() && rows.key().epochDay() < day.epochDay()) {
        reported.add(rows.key());
      }
    }
    reported.forEach(key -> transfers.delete(transaction, key));
  }

  @Nullable Day find(Snapshot snapshot, Subject subject, long epochDay) {
    return days.get(snapshot, new DayKey(subject.number(), subject.id(), epochDay));
  }

  /** All days, the first one first. */
  List<Day> days(Snapshot snapshot, Subject subject) {
    List<Day> found = new ArrayList<>();
    try (Rows<DayKey, Day> rows =
        days.scan(
            snapshot, days.startingWith(out -> out.number(subject.number()).text(subject.id())))) {
      while (rows.next()) {
        found.add(rows.value());
      }
    }
    return found;
  }

  void delete(Transaction transaction, Subject subject) {
    transfers.deleteRange(
        transaction,
        transfers.startingWith(out -> out.number(subject.number()).text(subject.id())));
    days.deleteRange(
        transaction, days.startingWith(out -> out.number(subject.number()).text(subject.id())));
  }

  private record TransferKey(long bucket, String id, long epochDay, Part part) {
    static final KeyCodec<TransferKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(TransferKey key, KeyWriter out) {
            out.number(key.bucket)
                .text(key.id)
                .number(key.epochDay)
                .number(key.part.age())
                .text(key.part.storageClass());
          }

          @Override
          public TransferKey read(KeyReader in) {
            long bucket = in.number();
            String id = in.text();
            long epochDay = in.number();
            int age = Math.toIntExact(in.number());
            return new TransferKey(bucket, id, epochDay, new Part(in.text(), age));
          }
        };
  }

  private record DayKey(long bucket, String id, long epochDay) {
    static final KeyCodec<DayKey> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(DayKey key, KeyWriter out) {
            out.number(key.bucket).text(key.id).number(key.epochDay);
          }

          @Override
          public DayKey read(KeyReader in) {
            return new DayKey(in.number(), in.text(), in.number());
          }
        };
  }
}
