package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.cloudtrail.SigningKeys.SigningKey;
import dev.cloudjar.cloudtrail.TrailStore.Digest;
import dev.cloudjar.cloudtrail.TrailStore.FileKey;
import dev.cloudjar.cloudtrail.TrailStore.LogFile;
import dev.cloudjar.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Each hour, tells by a signed file what a trail has delivered, and what it had told before. */
final class DigestDelivery {
  static final String KIND = "cloudtrail:digest";
  static final String ALGORITHM = "SHA256withRSA";

  private static final Duration EVERY = Duration.ofHours(1);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Cloud cloud;
  private final LogDelivery logs;
  private final BucketOperations bucket;
  private final SigningKeys keys;

  DigestDelivery(Cloud cloud, LogDelivery logs, BucketOperations bucket, SigningKeys keys) {
    this.cloud = cloud;
    this.logs = logs;
    this.bucket = bucket;
    this.keys = keys;
  }

  /** Has a trail that logs tell of its files after an hour. */
  void schedule(Transaction transaction, Trail.Key trail) {
    schedule(transaction, trail, cloud.clock().now().plus(EVERY));
  }

  /** Has a trail that logs no more tell of its last files now. */
  void scheduleLast(Transaction transaction, Trail.Key trail) {
    schedule(transaction, trail, cloud.clock().now());
  }

  void run(Work.Item item) {
    Trail.Key key =
        Trail.Key.parse(new String(item.payload(), StandardCharsets.UTF_8)).orElseThrow();
    Trail trail = cloud.store().read(snapshot -> TrailStore.trail(snapshot, key));
    if (trail == null || !trail.validation()) {
      return;
    }
    logs.deliver(key);
    Instant end = item.due().truncatedTo(ChronoUnit.SECONDS);
    for (String region : regions(trail)) {
      try {
        put(trail, region, end);
      } catch (Fault e) {
        notDigested(key, e);
      }
    }
    cloud
        .store()
        .transact(
            transaction -> {
              Trail now = TrailStore.trail(transaction, key);
              if (now != null && now.logging()) {
                schedule(transaction, key, item.due().plus(EVERY));
              } else if (now != null) {
                TrailStore.forgetDigests(transaction, key);
              }
              return key;
            });
  }

  private void schedule(Transaction transaction, Trail.Key trail, Instant due) {
    cloud
        .work()
        .schedule(
            transaction, KIND, trail.arn(), due, trail.arn().getBytes(StandardCharsets.UTF_8));
  }

  /** The home Region, those with files to tell of, and those that were told of before. */
  private Set<String> regions(Trail trail) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Set<String> regions = new TreeSet<>(TrailStore.digestRegions(snapshot, trail.key()));
              regions.add(trail.key().homeRegion());
              TrailStore.files(snapshot, trail.key()).forEach(file -> regions.add(file.region()));
              return regions;
            });
  }

  private void put(Trail trail, String region, Instant end) {
    Trail.Key key = trail.key();
    record Before(List<FileKey> files, @Nullable Digest digest) {}
    Before before =
        cloud
            .store()
            .read(
                snapshot ->
                    new Before(
                        TrailStore.files(snapshot, key).stream()
                            .filter(file -> file.region().equals(region))
                            .toList(),
                        TrailStore.digest(snapshot, key, region)));
    List<LogFile> files =
        before.files().stream()
            .map(file -> cloud.store().read(snapshot -> TrailStore.file(snapshot, file)))
            .filter(Objects::nonNull)
            .toList();
    String object =
        trail.folder()
            + "CloudTrail-Digest/"
            + region
            + "/"
            + LogDelivery.DAY.format(end)
            + "/"
            + key.accountId()
            + "_CloudTrail-Digest_"
            + region
            + "_"
            + key.name()
            + "_"
            + key.homeRegion()
            + "_"
            + SECOND.format(end)
            + ".json.gz";
    SigningKey signingKey = keys.current(region);
    Instant start = before.digest() != null ? before.digest().end() : end.minus(EVERY);
    byte[] content =
        content(trail, object, signingKey, before.digest(), files, start, end)
            .getBytes(StandardCharsets.UTF_8);
    String hash = Digests.sha256(content);
    String signature =
        keys.sign(
            signingKey,
            String.join(
                "\n",
                end.toString(),
                trail.bucket() + "/" + object,
                hash,
                before.digest() == null ? "null" : before.digest().signature()));
    bucket.put(
        trail,
        object,
        Digests.compressed(content),
        Map.of("signature", signature, "signature-algorithm", ALGORITHM));
    cloud
        .store()
        .transact(
            transaction -> {
              before.files().forEach(file -> TrailStore.delete(transaction, file));
              TrailStore.put(
                  transaction,
                  key,
                  region,
                  new Digest(trail.bucket(), object, hash, signature, end));
              TrailStore.put(
                  transaction,
                  key,
                  TrailStore.status(transaction, key).digested(cloud.clock().now()));
              return key;
            });
  }

  private static String content(
      Trail trail,
      String object,
      SigningKey signingKey,
      @Nullable Digest previous,
      List<LogFile> files,
      Instant start,
      Instant end) {
    JsonText out =
        new JsonText()
            .object()
            .member("awsAccountId", trail.key().accountId())
            .member("digestStartTime", start.toString())
            .member("digestEndTime", end.toString())
            .member("digestS3Bucket", trail.bucket())
            .member("digestS3Object", object)
            .member("digestPublicKeyFingerprint", signingKey.fingerprint())
            .member("digestSignatureAlgorithm", ALGORITHM);
    time(
        out, "newestEventTime", files.stream().map(LogFile::newest).max(Comparator.naturalOrder()));
    time(
        out, "oldestEventTime", files.stream().map(LogFile::oldest).min(Comparator.naturalOrder()));
    out.name("previousDigestS3Bucket");
    textOrNull(out, previous == null ? null : previous.bucket());
    out.name("previousDigestS3Object");
    textOrNull(out, previous == null ? null : previous.object());
    out.name("previousDigestHashValue");
    textOrNull(out, previous == null ? null : previous.hash());
    out.name("previousDigestHashAlgorithm");
    textOrNull(out, previous == null ? null : "SHA-256");
    out.name("previousDigestSignature");
    textOrNull(out, previous == null ? null : previous.signature());
    out.name("logFiles").array();
    for (LogFile file : files) {
      out.object()
          .member("s3Bucket", file.bucket())
          .member("s3Object", file.object())
          .member("hashValue", file.hash())
          .member("hashAlgorithm", "SHA-256")
          .member("newestEventTime", file.newest().toString())
          .member("oldestEventTime", file.oldest().toString())
          .end();
    }
    return out.end().end().toString();
  }

  private static void time(JsonText out, String name, Optional<Instant> time) {
    out.name(name);
    textOrNull(out, time.map(Instant::toString).orElse(null));
  }

  private static void textOrNull(JsonText out, @Nullable String text) {
    if (text == null) {
      out.raw("null");
    } else {
      out.text(text);
    }
  }

  private void notDigested(Trail.Key key, Fault fault) {
    cloud
        .store()
        .transact(
            transaction -> {
              TrailStore.put(
                  transaction, key, TrailStore.status(transaction, key).notDigested(fault.code()));
              return key;
            });
  }
}
