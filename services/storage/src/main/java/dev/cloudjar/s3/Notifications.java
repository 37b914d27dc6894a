package dev.cloudjar.s3;

import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Events;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes down whom a change is to be told to, with the change itself. Each message has its own
 * line, so that a queue that is gone holds up no other.
 */
final class Notifications implements ObjectNews.Listener {
  static final String TOPIC = "s3.notice";

  /** For whoever routes events; the payload is the event as EventBridge knows it. */
  static final String BRIDGE_TOPIC = "s3.eventbridge";

  static final String BRIDGE = "EventBridgeConfiguration";

  private final ConfigurationStore configurations;
  private final Events events;
  private final Clock clock;
  private final AtomicLong latest = new AtomicLong();

  Notifications(ConfigurationStore configurations, Events events, Clock clock) {
    this.configurations = configurations;
    this.events = events;
    this.clock = clock;
  }

  /**
   * A message on its way.
   *
   * @param destination the ARN of a queue
   * @param bucket its ARN, for which S3 speaks
   * @param accountId the bucket's
   */
  record Notice(String destination, String bucket, String accountId, String region, String body) {
    static final RecordCodec<Notice> CODEC = RecordCodec.of(Notice.class);
  }

  @Override
  public void hear(Transaction transaction, ObjectChange change) {
    Bucket bucket = change.bucket();
    if (!bucket.hearers().notified()) {
      return;
    }
    ConfigurationStore.Entry entry =
        configurations.find(
            transaction, bucket, ConfigurationKind.NOTIFICATION.name(), ConfigurationStore.ONLY);
    if (entry == null || entry.document() == null) {
      return;
    }
    String place = bucket.number() + "/" + change.key();
    String sequencer = sequencer();
    for (NotificationRule rule : NotificationRule.of(entry.document())) {
      if (rule.kind() == NotificationRule.Kind.QUEUE
          && rule.matches(change.event(), change.key())) {
        Notice notice =
            new Notice(
                rule.destination(),
                bucket.arn(),
                bucket.accountId(),
                bucket.region(),
                EventRecord.of(change, rule.id(), sequencer));
        events.publish(
            transaction,
            new Events.Event(TOPIC, rule.destination() + " " + place, Notice.CODEC.write(notice)));
      }
    }
    if (entry.document().member(BRIDGE) != null) {
      BridgeRecord.of(change, sequencer)
          .ifPresent(
              event ->
                  events.publish(
                      transaction,
                      new Events.Event(
                          BRIDGE_TOPIC, place, event.getBytes(StandardCharsets.UTF_8))));
    }
  }

  /** Greater with each change that this process makes, and after a restart as the clock goes on. */
  private String sequencer() {
    Instant now = clock.now();
    long nanos =
        Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    long next = latest.updateAndGet(before -> Math.max(before + 1, nanos));
    return String.format(Locale.ROOT, "%018X", next);
  }
}
