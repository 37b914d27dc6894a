package dev.cloudjar.s3;

import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests a prefix of a bucket takes in a second, where that is limited at all. Each
 * prefix, which is a key up to its last slash, is a partition of its own from the beginning: AWS
 * makes partitions as load grows and does not tell when. What a second leaves over is lost, so no
 * more than the rate of one second comes at once.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html">Best
 *     practices design patterns</a>
 */
final class RequestRates {
  private static final String SETTING = "s3-request-rates";
  private static final Pattern RATES = Pattern.compile("([1-9][0-9]{0,8}),([1-9][0-9]{0,8})");

  /** How many prefixes are remembered; those that were asked for the longest ago count as idle. */
  private static final int MOST_PREFIXES = 100_000;

  private final int writes;
  private final int reads;
  private final Map<Prefix, Left> asked = new Recent();

  private RequestRates(int writes, int reads) {
    this.writes = writes;
    this.reads = reads;
  }

  /** Something that has a rate of its own. */
  record Prefix(String bucket, String name, boolean writes) {
    /** The prefix of a key, or of a listing. */
    static Prefix of(String bucket, String key, boolean writes) {
      return new Prefix(bucket, key.substring(0, key.lastIndexOf('/') + 1), writes);
    }
  }

  /** How many requests a prefix still took at a time; negative after one that counts as many. */
  private record Left(double requests, Instant time) {}

  private static final class Recent extends LinkedHashMap<Prefix, Left> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Prefix, Left> eldest) {
      return size() > MOST_PREFIXES;
    }
  }

  /** The rates that are wanted; empty for none. */
  static Optional<RequestRates> of(Settings settings) {
    return settings.find(SETTING).map(RequestRates::parse);
  }

  private static RequestRates parse(String text) {
    Matcher rates = RATES.matcher(text);
    if (!rates.matches()) {
      throw new IllegalArgumentException(
          SETTING + " are two numbers such as 3500,5500, but not " + text);
    }
    return new RequestRates(Integer.parseInt(rates.group(1)), Integer.parseInt(rates.group(2)));
  }

  /** Operations that keep to these rates. */
  Operations over(Operations operations, S3Parts parts) {
    return new RatedOperations(this, parts.store, parts.directory).over(operations);
  }

  /**
   * Counts requests, all of them or none.
   *
   * @param counts by prefix
   * @throws dev.cloudjar.cloud.Fault where a prefix takes no more
   */
  synchronized void count(Map<Prefix, Integer> counts, Instant now) {
    Map<Prefix, Left> after = new LinkedHashMap<>();
    counts.forEach(
        (prefix, count) -> {
          Left left = left(prefix, now);
          if (left.requests() < 1) {
            throw S3Faults.slowDown();
          }
          after.put(prefix, new Left(left.requests() - count, left.time()));
        });
    asked.putAll(after);
  }

  private Left left(Prefix prefix, Instant now) {
    int rate = prefix.writes() ? writes : reads;
    Left before = asked.get(prefix);
    if (before == null) {
      return new Left(rate, now);
    }
    if (!now.isAfter(before.time())) {
      return before;
    }
    double seconds = Duration.between(before.time(), now).toNanos() / 1e9;
    return new Left(Math.min(rate, before.requests() + seconds * rate), now);
  }
}
