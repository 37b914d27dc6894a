package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Transaction;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationRequest;
import software.amazon.awssdk.services.s3.model.PutBucketReplicationResponse;

/** Says what of a bucket is replicated where. */
final class ReplicationOperations {
  private final KeyValueStore store;
  private final BucketDirectory directory;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;

  ReplicationOperations(
      KeyValueStore store,
      BucketDirectory directory,
      BucketStore buckets,
      ConfigurationStore configurations) {
    this.store = store;
    this.directory = directory;
    this.buckets = buckets;
    this.configurations = configurations;
  }

  /** Whoever lets S3 act in a role's name has to be allowed to pass that role. */
  List<Need> needs(Call call, PutBucketReplicationRequest request) {
    Need put =
        new Need(
            "s3:PutReplicationConfiguration", directory.resource(call, request, request.bucket()));
    String role =
        request.replicationConfiguration() == null
            ? ""
            : Objects.requireNonNullElse(request.replicationConfiguration().role(), "");
    String[] arn = role.split(":", 6);
    return arn.length < 6
        ? List.of(put)
        : List.of(
            put,
            new Need("iam:PassRole", new Resource(role, arn[4]))
                .with("iam:PassedToService", "s3.amazonaws.com"));
  }

  PutBucketReplicationResponse put(Call call, PutBucketReplicationRequest request) {
    if (request.replicationConfiguration() == null) {
      throw S3Faults.malformedXml();
    }
    Document.Structure sent = Documents.read(request.replicationConfiguration());
    return store.transact(
        transaction -> {
          Bucket bucket =
              directory.require(transaction, call, request.bucket(), request.expectedBucketOwner());
          if (bucket.versioning() != Versioning.ENABLED) {
            throw ReplicationFaults.versioningNeeded();
          }
          Document.Structure document = ReplicationChecks.check(sent);
          for (ReplicationRule rule : ReplicationRules.of(document).rules()) {
            heed(transaction, destination(transaction, bucket, rule));
          }
          heed(transaction, bucket);
          configurations.put(
              transaction,
              bucket,
              ConfigurationKind.REPLICATION.name(),
              ConfigurationStore.ONLY,
              document);
          return PutBucketReplicationResponse.builder().build();
        });
  }

  private Bucket destination(Transaction transaction, Bucket source, ReplicationRule rule) {
    Bucket destination =
        buckets.find(transaction, Partition.of(source.region()), rule.destination());
    if (destination == null) {
      throw ReplicationFaults.noDestination();
    }
    if (destination.number() == source.number()) {
      throw ReplicationFaults.destinationIsSource();
    }
    if (destination.versioning() != Versioning.ENABLED) {
      throw ReplicationFaults.destinationUnversioned();
    }
    if (source.locked() && !destination.locked()) {
      throw ReplicationFaults.destinationUnlocked();
    }
    if (rule.account() != null && !rule.account().equals(destination.accountId())) {
      throw ReplicationFaults.otherOwner();
    }
    return destination;
  }

  private void heed(Transaction transaction, Bucket bucket) {
    if (!bucket.hearers().replicated()) {
      buckets.replace(transaction, bucket.with(bucket.hearers().withReplicated()));
    }
  }
}
