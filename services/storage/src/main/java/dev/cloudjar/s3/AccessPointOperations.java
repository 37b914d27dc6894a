package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsRequest;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsResponse;
import software.amazon.awssdk.services.s3control.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyResponse;

/** Makes, finds, lists and deletes access points, and keeps their policies. */
final class AccessPointOperations {
  private static final int MAX_LISTED = 1000;
  private static final String ALIAS_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ALIAS_LENGTH = 34;

  private final KeyValueStore store;
  private final Ids ids;
  private final BucketStore buckets;
  private final ConfigurationStore configurations;
  private final AccessPointStore points;

  AccessPointOperations(
      KeyValueStore store,
      Ids ids,
      BucketStore buckets,
      ConfigurationStore configurations,
      AccessPointStore points) {
    this.store = store;
    this.ids = ids;
    this.buckets = buckets;
    this.configurations = configurations;
    this.points = points;
  }

  CreateAccessPointResponse create(Call call, CreateAccessPointRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    String name = request.name();
    if (!AccessPoint.isName(name)) {
      throw AccessPointFaults.invalidName(name);
    }
    PublicAccess block = block(request.publicAccessBlockConfiguration());
    String random = ids.text(ALIAS_LENGTH, ALIAS_LETTERS);
    AccessPoint made =
        store.transact(
            transaction -> {
              Bucket bucket =
                  buckets.find(transaction, Partition.of(call.region()), request.bucket());
              if (bucket == null || !bucket.region().equals(call.region())) {
                throw S3Faults.noSuchBucket(request.bucket());
              }
              String owner =
                  Objects.requireNonNullElse(request.bucketAccountId(), call.accountId());
              if (!owner.equals(bucket.accountId())) {
                throw S3Faults.accessDenied();
              }
              if (points.find(transaction, call.accountId(), call.region(), name) != null) {
                throw AccessPointFaults.accessPointAlreadyOwnedByYou(name);
              }
              AccessPoint point =
                  new AccessPoint(
                      name,
                      call.accountId(),
                      call.region(),
                      bucket.name(),
                      bucket.accountId(),
                      request.vpcConfiguration() == null
                          ? null
                          : request.vpcConfiguration().vpcId(),
                      block,
                      call.time().truncatedTo(ChronoUnit.SECONDS),
                      AccessPoint.alias(name, random),
                      null);
              points.put(transaction, point);
              return point;
            });
    return CreateAccessPointResponse.builder()
        .accessPointArn(made.arn())
        .alias(made.alias())
        .build();
  }

  /** All four, unless the request says otherwise. */
  private static PublicAccess block(@Nullable PublicAccessBlockConfiguration sent) {
    return PublicAccess.of(
        ConfigurationChecks.publicAccessBlock(
            sent == null ? Document.Structure.EMPTY : Documents.read(sent), sent == null));
  }

  GetAccessPointResponse get(Call call, GetAccessPointRequest request) {
    AccessPoint point = find(call, request.accountId(), request.name());
    GetAccessPointResponse.Builder response =
        GetAccessPointResponse.builder()
            .name(point.name())
            .bucket(point.bucket())
            .bucketAccountId(point.bucketAccountId())
            .networkOrigin(point.networkOrigin())
            .publicAccessBlockConfiguration(
                block ->
                    block
                        .blockPublicAcls(point.block().blockPublicAcls())
                        .ignorePublicAcls(point.block().ignorePublicAcls())
                        .blockPublicPolicy(point.block().blockPublicPolicy())
                        .restrictPublicBuckets(point.block().restrictPublicBuckets()))
            .creationDate(point.created())
            .alias(point.alias())
            .accessPointArn(point.arn())
            .endpoints(endpoints(point.region()));
    if (point.vpcId() != null) {
      response.vpcConfiguration(vpc -> vpc.vpcId(point.vpcId()));
    }
    return response.build();
  }

  private static Map<String, String> endpoints(String region) {
    String domain = "." + region + ".amazonaws.com";
    return Map.of(
        "ipv4", "s3-accesspoint" + domain,
        "fips", "s3-accesspoint-fips" + domain,
        "dualstack", "s3-accesspoint.dualstack" + domain,
        "fips_dualstack", "s3-accesspoint-fips.dualstack" + domain);
  }

  DeleteAccessPointResponse delete(Call call, DeleteAccessPointRequest request) {
    return store.transact(
        transaction -> {
          points.delete(
              transaction, require(transaction, call, request.accountId(), request.name()));
          return DeleteAccessPointResponse.builder().build();
        });
  }

  ListAccessPointsResponse list(Call call, ListAccessPointsRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    int max =
        request.maxResults() == null ? MAX_LISTED : Math.min(request.maxResults(), MAX_LISTED);
    List<AccessPoint> found =
        store.read(
            snapshot ->
                points.list(
                    snapshot,
                    call.accountId(),
                    call.region(),
                    request.bucket(),
                    Objects.requireNonNullElse(request.nextToken(), ""),
                    max + 1));
    ListAccessPointsResponse.Builder response =
        ListAccessPointsResponse.builder()
            .accessPointList(found.stream().limit(max).map(AccessPointOperations::listed).toList());
    if (found.size() > max) {
      response.nextToken(found.get(max - 1).name());
    }
    return response.build();
  }

  private static software.amazon.awssdk.services.s3control.model.AccessPoint listed(
      AccessPoint point) {
    return software.amazon.awssdk.services.s3control.model.AccessPoint.builder()
        .name(point.name())
        .networkOrigin(point.networkOrigin())
        .vpcConfiguration(
            point.vpcId() == null
                ? null
                : software.amazon.awssdk.services.s3control.model.VpcConfiguration.builder()
                    .vpcId(point.vpcId())
                    .build())
        .bucket(point.bucket())
        .accessPointArn(point.arn())
        .alias(point.alias())
        .bucketAccountId(point.bucketAccountId())
        .build();
  }

  PutAccessPointPolicyResponse putPolicy(Call call, PutAccessPointPolicyRequest request) {
    PolicyDocument document = BucketPolicyOperations.read(request.policy());
    return store.transact(
        transaction -> {
          AccessPoint point = require(transaction, call, request.accountId(), request.name());
          BucketPolicyChecks.check(point.arn(), document);
          AccessPoint changed = point.with(request.policy());
          if (changed.isPublic() && blocksPublicPolicy(transaction, point)) {
            throw AccessPointFaults.publicPolicyBlocked(call, point);
          }
          points.put(transaction, changed);
          return PutAccessPointPolicyResponse.builder().build();
        });
  }

  private boolean blocksPublicPolicy(Transaction transaction, AccessPoint point) {
    Bucket bucket = buckets.find(transaction, Partition.of(point.region()), point.bucket());
    return point.block().blockPublicPolicy()
        || PublicAccess.ofAccount(configurations, transaction, point.accountId())
            .blockPublicPolicy()
        || (bucket != null
            && PublicAccess.of(configurations, transaction, bucket).blockPublicPolicy());
  }

  GetAccessPointPolicyResponse policy(Call call, GetAccessPointPolicyRequest request) {
    AccessPoint point = find(call, request.accountId(), request.name());
    return GetAccessPointPolicyResponse.builder().policy(requirePolicy(point)).build();
  }

  GetAccessPointPolicyStatusResponse policyStatus(
      Call call, GetAccessPointPolicyStatusRequest request) {
    AccessPoint point = find(call, request.accountId(), request.name());
    requirePolicy(point);
    return GetAccessPointPolicyStatusResponse.builder()
        .policyStatus(status -> status.isPublic(point.isPublic()))
        .build();
  }

  DeleteAccessPointPolicyResponse deletePolicy(Call call, DeleteAccessPointPolicyRequest request) {
    return store.transact(
        transaction -> {
          AccessPoint point = require(transaction, call, request.accountId(), request.name());
          points.put(transaction, point.with(null));
          return DeleteAccessPointPolicyResponse.builder().build();
        });
  }

  private static String requirePolicy(AccessPoint point) {
    if (point.policy() == null) {
      throw AccessPointFaults.noSuchAccessPointPolicy(point.name());
    }
    return point.policy();
  }

  private AccessPoint find(Call call, String accountId, String name) {
    return store.read(snapshot -> require(snapshot, call, accountId, name));
  }

  private AccessPoint require(Snapshot snapshot, Call call, String accountId, String name) {
    AccessPointFaults.requireOwn(call, accountId);
    AccessPoint point = points.find(snapshot, call.accountId(), call.region(), name);
    if (point == null) {
      throw AccessPointFaults.noSuchAccessPoint(name);
    }
    return point;
  }
}
