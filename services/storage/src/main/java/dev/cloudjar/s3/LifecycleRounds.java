package dev.cloudjar.s3;

import dev.cloudjar.s3.LifecycleStore.Appointment;
import dev.cloudjar.s3.LifecycleStore.Round;
import dev.cloudjar.s3.UploadStore.Listed;
import dev.cloudjar.s3.Version.Stored;
import dev.cloudjar.s3.lifecycle.LifecycleRules;
import dev.cloudjar.s3.lifecycle.LifecycleRules.End;
import dev.cloudjar.s3.lifecycle.Plan;
import dev.cloudjar.s3.lifecycle.Subject;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks through buckets that have lifecycle rules. A round looks at every version under a rule's
 * prefix, does what is due, and puts on the agenda what will be due in the weeks to come; between
 * rounds only the agenda is looked at. Rounds are as far apart as the shortest time after which a
 * rule acts, since nothing that is written after a round can be due before the next.
 */
final class LifecycleRounds {
  /** How far ahead the agenda reaches at the least. */
  private static final Duration AHEAD = Duration.ofDays(30);

  private static final int PAGE = 1000;
  private static final int PAGES_BETWEEN_NOTES = 20;
  private static final int VERSIONS_AT_ONCE = 100;
  private static final int APPOINTMENTS_AT_ONCE = 500;

  /** Under which the uploads of a bucket are noted; no prefix of keys is written so. */
  private static final String UPLOADS = "uploads";

  private static final String VERSIONS = "versions:";

  private final KeyValueStore store;
  private final ObjectListings listings;
  private final UploadStore uploads;
  private final ObjectLocks locks;
  private final LifecycleStore agenda;
  private final LifecycleDeeds deeds;
  private final QuietPrefixes quiet;

  LifecycleRounds(
      KeyValueStore store,
      ObjectListings listings,
      UploadStore uploads,
      ObjectLocks locks,
      LifecycleStore agenda,
      LifecycleDeeds deeds,
      QuietPrefixes quiet) {
    this.store = store;
    this.listings = listings;
    this.uploads = uploads;
    this.locks = locks;
    this.agenda = agenda;
    this.deeds = deeds;
    this.quiet = quiet;
  }

  /** Does all that is due in a bucket. */
  void run(Bucket bucket, LifecycleRules rules, Instant now) {
    for (Map.Entry<String, Instant> pace : rules.paces(now).entrySet()) {
      round(bucket, rules, pace.getKey(), pace.getValue(), now);
    }
    keepAppointments(bucket, rules, now);
    abortUploads(bucket, rules, now);
  }

  private void keepAppointments(Bucket bucket, LifecycleRules rules, Instant now) {
    while (true) {
      List<Appointment> due =
          store.read(snapshot -> agenda.due(snapshot, bucket, now, VERSIONS_AT_ONCE));
      if (due.isEmpty()) {
        return;
      }
      keep(bucket, rules, due, now);
    }
  }

  private void keep(
      Bucket bucket, LifecycleRules rules, List<Appointment> appointments, Instant now) {
    store.transact(
        transaction -> {
          deeds.keep(transaction, bucket, rules, appointments, now);
          return true;
        });
  }

  private void round(
      Bucket bucket, LifecycleRules rules, String prefix, Instant pace, Instant now) {
    String name = VERSIONS + prefix;
    Round before = found(bucket, name);
    if (before != null && before.begun() == null && isLater(before.next(), now)) {
      return;
    }
    Instant begun = before == null ? null : before.begun();
    if (before != null
        && begun == null
        && quiet.areQuiet(bucket, prefix)
        && isLater(before.beyond(), now)) {
      note(bucket, name, finished(pace, before.beyond()));
      return;
    }
    if (before == null || begun == null) {
      quiet.look(bucket, prefix);
      new Walk(bucket, rules, prefix, now, now, null, null).finish(pace);
    } else {
      Instant then = Objects.requireNonNullElse(rules.paces(begun).get(prefix), pace);
      new Walk(bucket, rules, prefix, begun, now, before.beyond(), before.done()).finish(then);
    }
  }

  private static boolean isLater(@Nullable Instant time, Instant now) {
    return time == null || time.isAfter(now);
  }

  private @Nullable Round found(Bucket bucket, String name) {
    return store.<Found>read(snapshot -> new Found(agenda.round(snapshot, bucket, name))).round();
  }

  private record Found(@Nullable Round round) {}

  private void note(Bucket bucket, String name, Round round) {
    store.transact(
        transaction -> {
          agenda.put(transaction, bucket, name, round);
          return true;
        });
  }

  private static Round finished(Instant pace, @Nullable Instant beyond) {
    Instant next = beyond == null || pace.isBefore(beyond) ? pace : beyond;
    return new Round(next.equals(Instant.MAX) ? null : next, beyond, null, null);
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  /** One walk over all versions under a prefix. */
  private final class Walk {
    private final Bucket bucket;
    private final LifecycleRules rules;
    private final Listing listing;
    private final String name;
    private final Instant begun;
    private final Instant now;
    private Instant horizon;
    private @Nullable Instant beyond;

    /** The last key all of whose versions have been looked at. */
    private @Nullable String done;

    Walk(
        Bucket bucket,
        LifecycleRules rules,
        String prefix,
        Instant begun,
        Instant now,
        @Nullable Instant beyond,
        @Nullable String done) {
      this.bucket = bucket;
      this.rules = rules;
      this.listing = new Listing(prefix, null, PAGE);
      this.name = VERSIONS + prefix;
      this.begun = begun;
      this.now = now;
      this.horizon = now;
      this.beyond = beyond;
      this.done = done;
    }

    void finish(Instant pace) {
      Instant ahead = begun.plus(AHEAD);
      horizon = pace.isAfter(ahead) ? pace : ahead;
      String behind = done;
      Look look =
          store.read(
              snapshot ->
                  look(
                      snapshot,
                      listings.versions(
                          snapshot,
                          bucket,
                          listing,
                          behind == null
                              ? ObjectListings.BEGINNING
                              : new ObjectListings.Start.AfterKey(behind))));
      for (int pages = 1; ; pages++) {
        act(look);
        ListedVersion last = look.last();
        if (last == null) {
          note(bucket, name, finished(pace, beyond));
          return;
        }
        if (pages % PAGES_BETWEEN_NOTES == 0) {
          note(bucket, name, new Round(begun, beyond, begun, done));
        }
        look =
            store.read(
                snapshot ->
                    look(
                        snapshot,
                        listings.versionsAfter(
                            snapshot, bucket, listing, last.key(), last.version().sequence())));
      }
    }

    private void act(Look look) {
      beyond = earlier(beyond, look.beyond());
      done = look.done() == null ? done : look.done();
      for (int i = 0; i < look.due().size(); i += VERSIONS_AT_ONCE) {
        keep(
            bucket,
            rules,
            look.due().subList(i, Math.min(i + VERSIONS_AT_ONCE, look.due().size())),
            now);
      }
      for (int i = 0; i < look.coming().size(); i += APPOINTMENTS_AT_ONCE) {
        List<Appointment> some =
            look.coming().subList(i, Math.min(i + APPOINTMENTS_AT_ONCE, look.coming().size()));
        store.transact(
            transaction -> {
              some.forEach(each -> agenda.add(transaction, each));
              return true;
            });
      }
    }

    private Look look(Snapshot snapshot, Page<ListedVersion> page) {
      List<Appointment> due = new ArrayList<>();
      List<Appointment> coming = new ArrayList<>();
      Instant after = null;
      String previous = null;
      String complete = null;
      for (ListedVersion each : page.entries()) {
        String key = each.key();
        if (!key.equals(previous)) {
          complete = previous;
          previous = key;
        }
        long sequence = each.version().sequence();
        Subject subject =
            each.isLatest() && each.version() instanceof Stored stored
                ? Lifecycles.subject(bucket, key, stored)
                : deeds.subject(snapshot, bucket, key, sequence, rules.mostNewer());
        Plan plan = subject == null ? null : rules.plan(subject, now);
        if (plan == null) {
          continue;
        }
        Instant next = plan.next();
        if (plan.deed() != null) {
          due.add(new Appointment(bucket.number(), now, key, sequence));
        } else if (next != null && next.isBefore(horizon)) {
          Appointment appointment = new Appointment(bucket.number(), next, key, sequence);
          if (!agenda.has(snapshot, appointment)) {
            coming.add(appointment);
          }
        } else {
          after = earlier(after, next);
        }
      }
      Page.Last<ListedVersion> last = page.last();
      return new Look(due, coming, after, complete, last == null ? null : last.entry());
    }
  }

  /**
   * What a page of versions comes to.
   *
   * @param due what is to be done now
   * @param coming what is to be put on the agenda
   * @param beyond the earliest that something is due later than that; null for nothing
   * @param done the last key that is complete; null where none is
   * @param last the last version where there are more; null on the last page
   */
  private record Look(
      List<Appointment> due,
      List<Appointment> coming,
      @Nullable Instant beyond,
      @Nullable String done,
      @Nullable ListedVersion last) {}

  private void abortUploads(Bucket bucket, LifecycleRules rules, Instant now) {
    Instant pace = rules.earliestAbortion(now);
    Round before = found(bucket, UPLOADS);
    if (pace == null || (before != null && isLater(before.next(), now))) {
      return;
    }
    Listing listing = new Listing("", null, PAGE);
    Page<Listed> page = store.read(snapshot -> uploads.list(snapshot, bucket, listing, "", null));
    Instant next = pace;
    while (true) {
      for (Listed each : page.entries()) {
        End end = rules.abortion(each.place().key(), each.upload().initiated());
        if (end != null && !end.due().isAfter(now)) {
          abort(bucket, each);
        } else if (end != null) {
          next = end.due().isBefore(next) ? end.due() : next;
        }
      }
      Page.Last<Listed> last = page.last();
      Listed entry = last == null ? null : last.entry();
      if (entry == null) {
        note(bucket, UPLOADS, new Round(next, null, null, null));
        return;
      }
      page =
          store.read(
              snapshot ->
                  uploads.list(snapshot, bucket, listing, entry.place().key(), entry.place().id()));
    }
  }

  private void abort(Bucket bucket, Listed upload) {
    store.transact(
        transaction -> {
          if (uploads.find(transaction, upload.place()) != null) {
            uploads.end(transaction, upload.place(), new BitSet());
            locks.ended(transaction, bucket, upload.place().key(), upload.place().id().text());
          }
          return true;
        });
  }
}
