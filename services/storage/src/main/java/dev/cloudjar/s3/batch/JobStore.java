package dev.cloudjar.s3.batch;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyRange;
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

/** The rows of jobs: what was asked for, how far they got, and what is left to do and to tell. */
public final class JobStore {
  private static final KeyCodec<Job.Key> KEY =
      new KeyCodec<>() {
        @Override
        public void write(Job.Key key, KeyWriter out) {
          out.text(key.accountId()).text(key.region()).text(key.id());
        }

        @Override
        public Job.Key read(KeyReader in) {
          return new Job.Key(in.text(), in.text(), in.text());
        }
      };

  private final Table<Job.Key, Job> jobs = new Table<>("s3.job", KEY, RecordCodec.of(Job.class));
  private final Table<Job.Key, Definition> definitions =
      new Table<>("s3.job-definition", KEY, RecordCodec.of(Definition.class));

  /** Which job a caller's token stands for, so that one who asks again gets no second job. */
  private final Table<Job.Key, Named> tokens =
      new Table<>("s3.job-token", KEY, RecordCodec.of(Named.class));

  private final Table<Place, JobTask> tasks =
      new Table<>("s3.job-task", Place.CODEC, RecordCodec.of(JobTask.class));
  private final Table<Place, JobResult> results =
      new Table<>("s3.job-result", Place.CODEC, RecordCodec.of(JobResult.class));

  /**
   * What was asked for, in whatever form its owner keeps it.
   *
   * @param token that the caller gave it
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  public record Definition(String token, byte[] document) {}

  private record Named(String id) {}

  /**
   * One of the many things of a job.
   *
   * @param list parts the ones that succeeded from the ones that failed; 0 for tasks
   */
  private record Place(String job, int list, long number) {
    static final KeyCodec<Place> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Place place, KeyWriter out) {
            out.text(place.job).number(place.list).number(place.number);
          }

          @Override
          public Place read(KeyReader in) {
            return new Place(in.text(), (int) in.number(), in.number());
          }
        };
  }

  public @Nullable Job find(Snapshot snapshot, Job.Key key) {
    return jobs.get(snapshot, key);
  }

  public void put(Transaction transaction, Job job) {
    jobs.put(transaction, job.key(), job);
  }

  public void create(Transaction transaction, Job job, Definition definition) {
    put(transaction, job);
    definitions.put(transaction, job.key(), definition);
    tokens.put(transaction, token(job, definition.token()), new Named(job.id()));
  }

  private static Job.Key token(Job job, String token) {
    return new Job.Key(job.accountId(), job.region(), token);
  }

  public @Nullable Definition definition(Snapshot snapshot, Job.Key key) {
    return definitions.get(snapshot, key);
  }

  /** The job that was made with a token; null for none. */
  public @Nullable Job named(Snapshot snapshot, String accountId, String region, String token) {
    Named named = tokens.get(snapshot, new Job.Key(accountId, region, token));
    return named == null ? null : find(snapshot, new Job.Key(accountId, region, named.id()));
  }

  /** Forgets a job that is over. */
  public void delete(Transaction transaction, Job job) {
    Definition definition = definitions.get(transaction, job.key());
    if (definition != null) {
      tokens.delete(transaction, token(job, definition.token()));
    }
    jobs.delete(transaction, job.key());
    definitions.delete(transaction, job.key());
  }

  /** The jobs of an account in a Region from behind one on, in the order of their ids. */
  public List<Job> list(
      Snapshot snapshot, String accountId, String region, String afterId, int max) {
    KeyRange range = jobs.startingWith(out -> out.text(accountId).text(region));
    if (!afterId.isEmpty()) {
      byte[] behind =
          KeyRange.after(jobs.bound(out -> out.text(accountId).text(region).text(afterId)));
      range = behind == null ? range : range.from(behind);
    }
    List<Job> found = new ArrayList<>();
    try (Rows<Job.Key, Job> rows = jobs.scan(snapshot, range)) {
      while (found.size() < max && rows.next()) {
        found.add(rows.value());
      }
    }
    return found;
  }

  public void addTask(Transaction transaction, Job job, long number, JobTask task) {
    tasks.put(transaction, new Place(job.id(), 0, number), task);
  }

  /** The next tasks that are still to be done, by their numbers. */
  public SortedMap<Long, JobTask> tasks(Snapshot snapshot, Job job, int max) {
    SortedMap<Long, JobTask> found = new TreeMap<>();
    try (Rows<Place, JobTask> rows =
        tasks.scan(snapshot, tasks.startingWith(out -> out.text(job.id())))) {
      while (found.size() < max && rows.next()) {
        found.put(rows.key().number(), rows.value());
      }
    }
    return found;
  }

  /** A task is done, and this is what became of it. */
  public void done(Transaction transaction, Job job, long number, JobResult result) {
    tasks.delete(transaction, new Place(job.id(), 0, number));
    results.put(transaction, new Place(job.id(), list(result.success()), number), result);
  }

  private static int list(boolean success) {
    return success ? 1 : 2;
  }

  /** Lines of results behind a number, by their numbers. */
  public SortedMap<Long, String> lines(
      Snapshot snapshot, Job job, boolean success, long afterNumber, int max) {
    KeyRange range = results.startingWith(out -> out.text(job.id()).number(list(success)));
    byte[] behind =
        KeyRange.after(
            results.bound(out -> out.text(job.id()).number(list(success)).number(afterNumber)));
    SortedMap<Long, String> found = new TreeMap<>();
    try (Rows<Place, JobResult> rows =
        results.scan(snapshot, behind == null ? range : range.from(behind))) {
      while (found.size() < max && rows.next()) {
        found.put(rows.key().number(), rows.value().line());
      }
    }
    return found;
  }

  /** Gives up what a job had still to do and to tell. */
  public void clear(Transaction transaction, Job job) {
    tasks.deleteRange(transaction, tasks.startingWith(out -> out.text(job.id())));
    results.deleteRange(transaction, results.startingWith(out -> out.text(job.id())));
  }
}
