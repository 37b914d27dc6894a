package dev.cloudjar.s3;

import dev.cloudjar.cloud.AnswerWatch;
import dev.cloudjar.cloud.Backlog;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.DecisionObserver;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.policy.Evaluator;
import dev.cloudjar.policy.PolicySet;
import dev.cloudjar.s3.LoggedBuckets.Logged;
import dev.cloudjar.s3.accesslog.AccessRecord;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Makes a line of each request for a bucket that is logged. Where none is, an answer costs no more
 * than to find that out; where one is, its line is written down a moment later, and nobody waits.
 */
final class AccessLog implements AnswerWatch, DecisionObserver, ObjectNews.Listener {
  /** Calls that are never answered leave something behind. */
  private static final int MOST_UNANSWERED = 10_000;

  private final LoggedBuckets buckets;
  private final AccessPointStore points;
  private final KeyValueStore store;
  private final Clock clock;
  private final Backlog<Written> backlog;
  private final Set<String> grantedByList = ConcurrentHashMap.newKeySet();

  AccessLog(
      LoggedBuckets buckets,
      AccessPointStore points,
      KeyValueStore store,
      Clock clock,
      Backlog<Written> backlog) {
    this.clock = clock;
    this.buckets = buckets;
    this.points = points;
    this.store = store;
    this.backlog = backlog;
  }

  /** A line that is to be written down. */
  record Written(Logged bucket, long timeMillis, String line) {}

  @Override
  public boolean isAttentive() {
    return buckets.any();
  }

  @Override
  public void decided(Decided decided) {
    if (buckets.any()
        && decided.verdict().isAllowed()
        && decided.call().service().equals("s3")
        && decided.policies().grantedBy().get().isPresent()
        && !Evaluator.decide(withoutLists(decided.policies()), decided.request()).isAllowed()) {
      if (grantedByList.size() >= MOST_UNANSWERED) {
        grantedByList.clear();
      }
      grantedByList.add(decided.call().requestId());
    }
  }

  private static PolicySet withoutLists(PolicySet all) {
    return new PolicySet(
        all.identity(),
        all.boundary(),
        all.session(),
        all.serviceControl(),
        all.resourceControl(),
        all.endpoint(),
        all.resource(),
        all.policyDecides(),
        Optional::empty);
  }

  @Override
  public Content leaving(Leaving leaving) {
    boolean byList = !grantedByList.isEmpty() && grantedByList.remove(leaving.requestId());
    logSource(leaving, byList);
    Asked asked = asked(leaving);
    Logged bucket = asked.bucket();
    if (bucket == null) {
      return leaving.content();
    }
    AccessRecords records =
        new AccessRecords(leaving, bucket, byList, asked.accessPointArn(), clock.now());
    records.ofKeys().forEach(each -> write(bucket, each));
    long began = System.nanoTime() - leaving.nanos();
    return sent(
        leaving.content(),
        bytes -> write(bucket, records.whole(bytes, (System.nanoTime() - began) / 1_000_000)));
  }

  /** What the rules of a bucket do to its objects has lines, too, once it is done. */
  @Override
  public void hear(Transaction transaction, ObjectChange change) {
    if (!buckets.any()) {
      return;
    }
    Bucket bucket = change.bucket();
    Logged logged = buckets.find(Partition.of(bucket.region()), bucket.name());
    AccessRecord record =
        logged == null || logged.number() != bucket.number() ? null : LifecycleLines.of(change);
    if (logged != null && record != null) {
      transaction.afterCommit(() -> write(logged, record));
    }
  }

  private void write(Logged bucket, AccessRecord record) {
    backlog.add(new Written(bucket, record.time().toEpochMilli(), record.line()));
  }

  private record Asked(@Nullable Logged bucket, String accessPointArn) {
    static final Asked NOBODY = new Asked(null, "");
  }

  private Asked asked(Leaving leaving) {
    Call call = leaving.call();
    SdkPojo request = leaving.request();
    PlainHead head = leaving.head();
    String region = call == null ? "" : call.region();
    String name = request == null ? null : AccessRecords.bucket(request);
    if (name == null && head != null) {
      HostedBucket place = HostedBucket.of(head);
      name = place.bucket();
      region = region.isEmpty() ? place.region() : region;
    }
    if (name == null || name.isEmpty()) {
      return Asked.NOBODY;
    }
    Logged bucket = buckets.find(Partition.of(region), name);
    if (bucket != null) {
      return new Asked(bucket, "");
    }
    AccessPoint point = point(region, name);
    return point == null
        ? Asked.NOBODY
        : new Asked(buckets.find(Partition.of(point.region()), point.bucket()), point.arn());
  }

  private @Nullable AccessPoint point(String region, String name) {
    return AccessPointStore.mayBe(name)
        ? store
            .read(snapshot -> Optional.ofNullable(points.named(snapshot, region, name)))
            .orElse(null)
        : null;
  }

  /** A copy is a request to the bucket that it reads, too. */
  private void logSource(Leaving leaving, boolean byList) {
    Call call = leaving.call();
    SdkPojo request = leaving.request();
    if (call == null
        || request == null
        || leaving.response() == null
        || Members.text(request, "CopySource") == null) {
      return;
    }
    CopySource source = CopySource.of(request);
    Logged bucket = buckets.find(Partition.of(call.region()), source.bucket());
    if (bucket != null) {
      write(bucket, new AccessRecords(leaving, bucket, byList, "", clock.now()).copied(source));
    }
  }

  /** The content, telling how much of it has left once all has, or no more will. */
  private static Content sent(Content content, LongConsumer whenSent) {
    return switch (content) {
      case Content.Bytes bytes -> {
        whenSent.accept(bytes.sizeBytes());
        yield bytes;
      }
      case Content.Pulled pulled -> new SentContent(pulled, whenSent).pulled();
      case Content.Streamed streamed -> SentContent.streamed(streamed, whenSent);
    };
  }
}
