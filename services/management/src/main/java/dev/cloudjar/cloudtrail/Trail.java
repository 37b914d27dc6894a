package dev.cloudjar.cloudtrail;

import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trail, as it was set up. */
record Trail(
    Key key,
    String bucket,
    Optional<String> prefix,
    Optional<String> topicArn,
    Optional<String> logGroupArn,
    Optional<String> logRoleArn,
    Optional<String> kmsKeyId,
    boolean globalEvents,
    boolean multiRegion,
    boolean validation,
    boolean ofOrganization,
    Selectors selectors,
    List<Insight> insights,
    Map<String, String> tags,
    boolean logging,
    Optional<Instant> started,
    Optional<Instant> stopped) {

  /**
   * What unusual activity is looked for.
   *
   * @param categories of events; empty where nobody has said, which means management events
   */
  record Insight(String type, List<String> categories) {}

  /** Names a trail. */
  record Key(String accountId, String homeRegion, String name) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            out.text(key.accountId()).text(key.homeRegion()).text(key.name());
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(in.text(), in.text(), in.text());
          }
        };

    String arn() {
      return "arn:aws:cloudtrail:" + homeRegion + ":" + accountId + ":trail/" + name;
    }

    /** The trail that an ARN names; empty for what is no trail's ARN. */
    static Optional<Key> parse(String arn) {
      String[] parts = arn.split(":", 6);
      return parts.length == 6
              && parts[2].equals("cloudtrail")
              && parts[5].startsWith("trail/")
              && parts[4].matches("[0-9]{12}")
          ? Optional.of(new Key(parts[4], parts[3], parts[5].substring("trail/".length())))
          : Optional.empty();
    }
  }

  /** Whether it delivers what happens in a Region. */
  boolean covers(String region) {
    return multiRegion || key.homeRegion().equals(region);
  }

  boolean wants(RecordedEvent event) {
    return (globalEvents || !event.kind().global()) && selectors.want(event);
  }

  /** Where its files are in the bucket. */
  String folder() {
    return prefix.map(it -> it + "/").orElse("") + "AWSLogs/" + key.accountId() + "/";
  }

  Trail withSelectors(Selectors others) {
    return with(others, insights, tags, logging, started, stopped);
  }

  Trail withInsights(List<Insight> others) {
    return with(selectors, others, tags, logging, started, stopped);
  }

  Trail withTags(Map<String, String> others) {
    return with(selectors, insights, others, logging, started, stopped);
  }

  Trail startedAt(Instant now) {
    return with(selectors, insights, tags, true, Optional.of(now), stopped);
  }

  Trail stoppedAt(Instant now) {
    return with(selectors, insights, tags, false, started, Optional.of(now));
  }

  private Trail with(
      Selectors newSelectors,
      List<Insight> newInsights,
      Map<String, String> newTags,
      boolean newLogging,
      Optional<Instant> newStarted,
      Optional<Instant> newStopped) {
    return new Trail(
        key,
        bucket,
        prefix,
        topicArn,
        logGroupArn,
        logRoleArn,
        kmsKeyId,
        globalEvents,
        multiRegion,
        validation,
        ofOrganization,
        newSelectors,
        newInsights,
        newTags,
        newLogging,
        newStarted,
        newStopped);
  }
}
