package dev.cloudjar.s3;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRoom;
import dev.cloudjar.cloud.Resource;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.CreateSessionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.GetBucketAclRequest;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusRequest;
import software.amazon.awssdk.services.s3.model.GetBucketPolicyStatusResponse;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTorrentRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListDirectoryBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutBucketAclRequest;
import software.amazon.awssdk.services.s3.model.PutBucketAclResponse;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.PutBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.PutBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclResponse;
import software.amazon.awssdk.services.s3.model.RenameObjectRequest;
import software.amazon.awssdk.services.s3.model.WriteGetObjectResponseRequest;

/** Amazon S3. */
public final class S3Room implements PlainRoom {
  @Override
  public boolean mayAnswer(PlainHead head) {
    return S3BrowserRoom.mayAnswer(head);
  }

  @Override
  public void open(Operations plainOperations, Cloud cloud) {
    var parts = new S3Parts(cloud);
    var operations =
        new AccessPointAwareOperations(
            RequestRates.of(cloud.settings())
                .map(rates -> rates.over(plainOperations, parts))
                .orElse(plainOperations));
    cloud.observers().add(new RequestCharges(cloud.costs(), parts.payers));
    var log =
        S3AccessLogRoom.open(operations, cloud, parts.buckets, parts.configurations, parts.logged);
    var news = news(operations, parts, log);
    var restores =
        parts.aging.begin(
            parts.uploads, parts.lockStore, parts.locks, parts.states, news, parts.charges);

    buckets(operations, parts);
    configurations(operations, parts);
    protection(operations, parts, news);
    var reads = S3ObjectRoom.reads(operations, parts);
    var writes = S3ObjectRoom.writes(operations, parts, news);
    uploads(operations, parts, news);
    new S3AgingRoom(
            operations,
            parts.needs,
            new RestoreOperations(
                parts.store,
                parts.clock,
                parts.directory,
                parts.objects,
                parts.finder,
                restores,
                news,
                parts.charges))
        .register();
    browsers(operations, parts, reads, writes);
    refusals(operations);
  }

  private static ObjectNews news(Operations operations, S3Parts parts, AccessLog log) {
    return S3NewsRoom.open(
        parts.cloud,
        operations,
        parts.directory,
        parts.buckets,
        parts.configurations,
        parts.objects,
        parts.states,
        parts.contents,
        parts.lists,
        parts.locks,
        parts.lockStore,
        new ReplicaSealing(parts.copies, parts.keys),
        parts.aging.calendar(),
        log);
  }

  private static void buckets(Operations operations, S3Parts parts) {
    buckets(
        operations,
        parts.directory,
        parts.needs,
        new BucketOperations(
            parts.store,
            parts.clock,
            parts.buckets,
            parts.directory,
            parts.configurations,
            parts.objects,
            parts.uploads,
            parts.lists,
            parts.logged,
            parts.aging.calendar(),
            parts.payers,
            new BucketQuota(parts.cloud.quotas(), parts.buckets)));
    lists(
        operations,
        parts.directory,
        new ListOperations(
            parts.store, parts.directory, new ObjectListings(parts.objects), parts.lists));
  }

  private static void configurations(Operations operations, S3Parts parts) {
    var configuring =
        new BucketConfigurationOperations(
            parts.store,
            parts.directory,
            parts.configurations,
            parts.lists,
            Map.of(
                ConfigurationKind.LOGGING,
                new BucketLogging(
                    parts.buckets, parts.configurations, parts.directory, parts.logged),
                ConfigurationKind.INVENTORY,
                S3InventoryRoom.open(
                    parts.cloud,
                    parts.buckets,
                    parts.configurations,
                    parts.objects,
                    parts.lockStore,
                    parts.states),
                ConfigurationKind.ANALYTICS,
                S3AnalyticsRoom.open(
                    parts.cloud, parts.buckets, parts.configurations, parts.objects),
                ConfigurationKind.REQUEST_PAYMENT,
                parts.payers,
                ConfigurationKind.LIFECYCLE,
                parts.aging.calendar(),
                ConfigurationKind.INTELLIGENT_TIERING,
                parts.aging.calendar()));
    var registration = new ConfigurationRegistration(operations, parts.directory, configuring);
    new S3ConfigurationRoom(registration).register();
    new S3NamedConfigurationRoom(registration).register();
  }

  /** Versions, locks, lists of access and policies. */
  private static void protection(Operations operations, S3Parts parts, ObjectNews news) {
    versioning(
        operations,
        parts.directory,
        new VersioningOperations(
            parts.store,
            parts.directory,
            parts.buckets,
            parts.lifecycles,
            parts.multiFactor,
            parts.configurations));
    new S3LockRoom(
            operations,
            parts.directory,
            parts.needs,
            new LockOperations(
                parts.store,
                parts.directory,
                parts.buckets,
                parts.configurations,
                parts.finder,
                parts.lockStore,
                news))
        .register();
    access(
        operations,
        parts.directory,
        parts.needs,
        new AccessListOperations(
            parts.store, parts.directory, parts.lists, parts.objects, parts.finder, news),
        new BucketPolicyOperations(parts.store, parts.directory, parts.configurations));
  }

  private static void uploads(Operations operations, S3Parts parts, ObjectNews news) {
    S3UploadRoom.register(
        operations,
        parts.directory,
        parts.needs,
        new MultipartOperations(
            parts.store,
            parts.clock,
            parts.cloud.ids(),
            parts.directory,
            parts.uploads,
            parts.contents,
            parts.receiver,
            parts.copies,
            parts.lists,
            parts.locks,
            parts.keys,
            parts.lifecycles),
        new UploadCompletionOperations(
            parts.store,
            parts.directory,
            parts.objects,
            parts.uploads,
            parts.contents,
            parts.locks,
            news,
            parts.keys,
            parts.lifecycles),
        new UploadListOperations(
            parts.store, parts.directory, parts.uploads, parts.lists, parts.lifecycles));
  }

  private static void browsers(
      Operations operations,
      S3Parts parts,
      ObjectReadOperations reads,
      ObjectWriteOperations writes) {
    var crossOrigin = new CrossOrigin(parts.store, parts.buckets, parts.configurations);
    new S3BrowserRoom(
            operations,
            crossOrigin,
            new WebsiteOperations(
                parts.store, parts.buckets, parts.configurations, parts.needs, reads, crossOrigin),
            new FormOperations(parts.needs, writes, parts.directory, crossOrigin),
            head -> RequesterPays.headers(parts.store, parts.buckets, parts.configurations, head))
        .register();
  }

  private static void buckets(
      Operations ops, BucketDirectory directory, RequestNeeds needs, BucketOperations buckets) {
    ops.on(CreateBucketRequest.class, CreateBucketResponse.class, buckets::create)
        .authorises(needs::ofNewBucket);
    ops.on(DeleteBucketRequest.class, DeleteBucketResponse.class, buckets::delete)
        .authorises("s3:DeleteBucket", (call, it) -> directory.resource(call, it, it.bucket()));
    ops.on(HeadBucketRequest.class, HeadBucketResponse.class, buckets::head)
        .authorises("s3:ListBucket", (call, it) -> directory.resource(call, it, it.bucket()));
    ops.on(GetBucketLocationRequest.class, GetBucketLocationResponse.class, buckets::location)
        .authorises(
            "s3:GetBucketLocation",
            (call, it) -> directory.resourceAnywhere(call, it, it.bucket()));
    ops.on(ListBucketsRequest.class, ListBucketsResponse.class, buckets::list)
        .authorises("s3:ListAllMyBuckets", (call, it) -> Resource.any(call));
  }

  private static void versioning(
      Operations ops, BucketDirectory directory, VersioningOperations versioning) {
    ops.on(PutBucketVersioningRequest.class, PutBucketVersioningResponse.class, versioning::put)
        .authorises(
            "s3:PutBucketVersioning", (call, it) -> directory.resource(call, it, it.bucket()));
    ops.on(GetBucketVersioningRequest.class, GetBucketVersioningResponse.class, versioning::get)
        .authorises(
            "s3:GetBucketVersioning", (call, it) -> directory.resource(call, it, it.bucket()));
  }

  private static void lists(Operations ops, BucketDirectory directory, ListOperations lists) {
    ops.on(ListObjectsRequest.class, ListObjectsResponse.class, lists::objects)
        .authorises("s3:ListBucket", (call, it) -> directory.resource(call, it, it.bucket()));
    ops.on(ListObjectsV2Request.class, ListObjectsV2Response.class, lists::objectsV2)
        .authorises("s3:ListBucket", (call, it) -> directory.resource(call, it, it.bucket()));
    ops.on(ListObjectVersionsRequest.class, ListObjectVersionsResponse.class, lists::versions)
        .authorises(
            "s3:ListBucketVersions", (call, it) -> directory.resource(call, it, it.bucket()));
  }

  private static void access(
      Operations ops,
      BucketDirectory directory,
      RequestNeeds needs,
      AccessListOperations lists,
      BucketPolicyOperations policies) {
    ops.on(GetBucketAclRequest.class, GetBucketAclResponse.class, lists::ofBucket)
        .authorises("s3:GetBucketAcl", (call, it) -> directory.resource(call, it, it.bucket()));
    ops.on(PutBucketAclRequest.class, PutBucketAclResponse.class, lists::putOfBucket)
        .authorises("s3:PutBucketAcl", (call, it) -> directory.resource(call, it, it.bucket()));
    ops.on(GetObjectAclRequest.class, GetObjectAclResponse.class, lists::ofObject)
        .authorises(
            (call, it) -> needs.ofVersion(call, it, "s3:GetObjectAcl", "s3:GetObjectVersionAcl"));
    ops.on(PutObjectAclRequest.class, PutObjectAclResponse.class, lists::putOfObject)
        .authorises(
            (call, it) -> needs.ofVersion(call, it, "s3:PutObjectAcl", "s3:PutObjectVersionAcl"));
    ops.on(PutBucketPolicyRequest.class, PutBucketPolicyResponse.class, policies::put)
        .authorises("s3:PutBucketPolicy", (call, it) -> directory.resource(call, it, it.bucket()));
    ops.on(GetBucketPolicyRequest.class, GetBucketPolicyResponse.class, policies::get)
        .authorises("s3:GetBucketPolicy", (call, it) -> directory.resource(call, it, it.bucket()));
    ops.on(
            GetBucketPolicyStatusRequest.class,
            GetBucketPolicyStatusResponse.class,
            policies::status)
        .authorises(
            "s3:GetBucketPolicyStatus", (call, it) -> directory.resource(call, it, it.bucket()));
    ops.on(DeleteBucketPolicyRequest.class, DeleteBucketPolicyResponse.class, policies::delete)
        .authorises(
            "s3:DeleteBucketPolicy", (call, it) -> directory.resource(call, it, it.bucket()));
  }

  private static void refusals(Operations ops) {
    ops.unsupported(GetObjectTorrentRequest.class, "AWS no longer serves torrents either");
    ops.unsupported(WriteGetObjectResponseRequest.class, "Object Lambda is not built");
    ops.unsupported(CreateSessionRequest.class, "directory buckets are not built");
    ops.unsupported(ListDirectoryBucketsRequest.class, "directory buckets are not built");
    ops.unsupported(RenameObjectRequest.class, "directory buckets are not built");
  }
}
