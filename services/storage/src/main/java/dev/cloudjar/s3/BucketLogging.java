package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.accesslog.LogObjectName;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where buckets are logged to.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html">Enabling
 *     server access logging</a>
 */
final class BucketLogging implements ConfigurationActor {
  private static final Set<String> PERMISSIONS = Set.of("FULL_CONTROL", "READ", "WRITE");
  private static final Set<String> DATES = Set.of("EventTime", "DeliveryTime");
  private static final String SOME_NAME = "0000000000000000";

  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final BucketDirectory directory;
  private final LoggedBuckets logged;

  BucketLogging(
      BucketStore buckets,
      ConfigurationStore configurations,
      BucketDirectory directory,
      LoggedBuckets logged) {
    this.buckets = buckets;
    this.configurations = configurations;
    this.directory = directory;
    this.logged = logged;
  }

  @Override
  public void check(Call call, Snapshot snapshot, Bucket source, Structure document) {
    if (!(document.member("LoggingEnabled") instanceof Structure enabled)) {
      return;
    }
    checkForm(enabled);
    String name = Objects.requireNonNullElse(enabled.text("TargetBucket"), "");
    Bucket target = buckets.find(snapshot, Partition.of(source.region()), name);
    if (target == null) {
      throw LoggingFaults.targetMissing(name);
    }
    if (!target.accountId().equals(source.accountId())) {
      throw LoggingFaults.targetOfAnother(name);
    }
    if (!target.region().equals(source.region())) {
      throw LoggingFaults.crossLocation(source, target);
    }
    if (ObjectLocks.hasDefaultRetention(configurations, snapshot, target)
        || RequesterPays.isOn(configurations, snapshot, target)) {
      throw LoggingFaults.targetUnfit(name);
    }
    if (!enabled.structures("TargetGrants").isEmpty()
        && !Ownership.of(configurations, snapshot, target).listsCount()) {
      throw AccessFaults.accessControlListNotSupported();
    }
    String key =
        AccessLogDelivery.name(enabled)
            .of(
                new LogObjectName.Source(source.accountId(), source.region(), source.name()),
                LocalDate.ofInstant(call.time(), ZoneOffset.UTC),
                call.time(),
                SOME_NAME);
    if (!DeliveryOperations.mayPutLog(call, directory, source, target, key)) {
      throw LoggingFaults.permissionNeeded(name);
    }
  }

  private static void checkForm(Structure enabled) {
    for (Structure grant : enabled.structures("TargetGrants")) {
      if (!PERMISSIONS.contains(String.valueOf(grant.text("Permission")))
          || !(grant.member("Grantee") instanceof Structure)) {
        throw S3Faults.malformedXml();
      }
    }
    if (enabled.member("TargetObjectKeyFormat") instanceof Structure format) {
      boolean simple = format.member("SimplePrefix") != null;
      boolean partitioned = format.member("PartitionedPrefix") != null;
      if (simple == partitioned) {
        throw S3Faults.malformedXml();
      }
      if (format.member("PartitionedPrefix") instanceof Structure by
          && by.text("PartitionDateSource") != null
          && !DATES.contains(by.text("PartitionDateSource"))) {
        throw S3Faults.malformedXml();
      }
    }
  }

  @Override
  public void changed(
      Transaction transaction, Bucket bucket, String id, @Nullable Structure document) {
    if (document != null && document.member("LoggingEnabled") != null) {
      logged.put(transaction, bucket);
    } else {
      logged.remove(transaction, bucket);
    }
  }
}
