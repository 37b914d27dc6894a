package dev.cloudjar.s3;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRoom;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.s3.content.ContentKey;
import dev.cloudjar.s3.content.ContentReader;
import dev.cloudjar.s3.content.ContentStore;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.CreateSessionRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketPolicyResponse;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
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
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTorrentRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
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
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.RenameObjectRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponse;
import software.amazon.awssdk.services.s3.model.WriteGetObjectResponseRequest;

/** Amazon S3. */
public final class S3Room implements PlainRoom {
  @Override
  public boolean mayAnswer(PlainHead head) {
    return S3BrowserRoom.mayAnswer(head);
  }

  @Override
  public void open(Operations plainOperations, Cloud cloud) {
    var operations = new AccessPointAwareOperations(plainOperations);
    var store = cloud.store();
    var clock = cloud.clock();
    var buckets = new BucketStore();
    var contents = new ContentStore(cloud.blobs(), clock, cloud.ids());
    var reader = new ContentReader(contents);
    var charges = new StorageCharges(cloud.costs(), clock);
    var objects = new ObjectStore(contents, cloud.ids(), charges);
    var finder = new ObjectFinder(objects);
    var configurations = new ConfigurationStore();
    var directory =
        new BucketDirectory(store, buckets, configurations, objects, new AccessPointStore());
    var own = new ContentKey(cloud.secrets().secret("s3"));
    var keys =
        new ObjectKeys(store, cloud.ids(), directory, configurations, own, new DataKeyOperations());
    var needs = new RequestNeeds(directory);
    var uploads = new UploadStore(contents);
    var lists = new AccessLists(configurations);
    var payers = new Payers(store, buckets, configurations);
    cloud.observers().add(new RequestCharges(cloud.costs(), payers));
    var aging = new Aging(cloud, buckets, configurations, objects);
    var lifecycles = aging.lifecycles();
    var logged = new LoggedBuckets(store);
    var log = S3AccessLogRoom.open(operations, cloud, buckets, configurations, logged);
    var configuring =
        new BucketConfigurationOperations(
            store,
            directory,
            configurations,
            lists,
            Map.of(
                ConfigurationKind.LOGGING,
                new BucketLogging(buckets, configurations, directory, logged),
                ConfigurationKind.INVENTORY,
                S3InventoryRoom.open(cloud, buckets, configurations, objects),
                ConfigurationKind.REQUEST_PAYMENT,
                payers,
                ConfigurationKind.LIFECYCLE,
                aging.calendar(),
                ConfigurationKind.INTELLIGENT_TIERING,
                aging.calendar()));
    var lockStore = new LockStore();
    var locks = new ObjectLocks(lockStore, configurations);
    var receiver = new BodyReceiver(contents);
    var copies = new CopyContent(store, directory, finder, contents, reader);
    var states = new ReplicationStates();
    var news =
        S3NewsRoom.open(
            cloud,
            operations,
            directory,
            buckets,
            configurations,
            objects,
            states,
            contents,
            lists,
            locks,
            lockStore,
            new ReplicaSealing(copies, keys),
            aging.calendar(),
            log);
    var restores = aging.begin(uploads, lockStore, locks, states, news, charges);

    buckets(
        operations,
        directory,
        needs,
        new BucketOperations(
            store,
            clock,
            buckets,
            directory,
            configurations,
            objects,
            uploads,
            lists,
            logged,
            aging.calendar(),
            payers));
    var multiFactor = new MultiFactor(cloud.identities());
    versioning(
        operations,
        directory,
        new VersioningOperations(
            store, directory, buckets, lifecycles, multiFactor, configurations));
    new S3LockRoom(
            operations,
            directory,
            needs,
            new LockOperations(store, directory, buckets, configurations, finder, lockStore, news))
        .register();
    var registration = new ConfigurationRegistration(operations, directory, configuring);
    new S3ConfigurationRoom(registration).register();
    new S3NamedConfigurationRoom(registration).register();
    access(
        operations,
        directory,
        needs,
        new AccessListOperations(store, directory, lists, objects, finder, news),
        new BucketPolicyOperations(store, directory, configurations));
    var reads =
        new ObjectReadOperations(
            store,
            directory,
            finder,
            contents,
            reader,
            lockStore,
            keys,
            states,
            lifecycles,
            new ObjectAccesses(store, clock, objects));
    reads(
        operations,
        needs,
        reads,
        new ObjectAttributesOperations(store, directory, finder, contents, keys));
    operations
        .onEvents(
            SelectObjectContentRequest.class,
            SelectObjectContentResponse.class,
            new SelectOperations(clock, reads)::select)
        .authorises((call, it) -> needs.ofVersion(call, it, "s3:GetObject", "s3:GetObjectVersion"));
    var writes =
        new ObjectWriteOperations(
            store,
            clock,
            directory,
            objects,
            contents,
            receiver,
            copies,
            lists,
            locks,
            keys,
            news,
            lifecycles);
    writes(
        operations,
        needs,
        writes,
        new ObjectTagOperations(store, directory, objects, finder, news),
        new DeleteOperations(store, clock, directory, objects, lockStore, multiFactor, news));
    lists(
        operations,
        directory,
        new ListOperations(store, directory, new ObjectListings(objects), lists));
    S3UploadRoom.register(
        operations,
        directory,
        needs,
        new MultipartOperations(
            store,
            clock,
            cloud.ids(),
            directory,
            uploads,
            contents,
            receiver,
            copies,
            lists,
            locks,
            keys,
            lifecycles),
        new UploadCompletionOperations(
            store, directory, objects, uploads, contents, locks, news, keys, lifecycles),
        new UploadListOperations(store, directory, uploads, lists, lifecycles));
    new S3AgingRoom(
            operations,
            needs,
            new RestoreOperations(
                store, clock, directory, objects, finder, restores, news, charges))
        .register();
    var crossOrigin = new CrossOrigin(store, buckets, configurations);
    new S3BrowserRoom(
            operations,
            crossOrigin,
            new WebsiteOperations(store, buckets, configurations, needs, reads, crossOrigin),
            new FormOperations(needs, writes, directory, crossOrigin),
            head -> RequesterPays.headers(store, buckets, configurations, head))
        .register();
    refusals(operations);
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

  private static void reads(
      Operations ops,
      RequestNeeds needs,
      ObjectReadOperations reads,
      ObjectAttributesOperations attributes) {
    ops.onDownload(GetObjectRequest.class, GetObjectResponse.class, reads::get)
        .authorises((call, it) -> needs.ofVersion(call, it, "s3:GetObject", "s3:GetObjectVersion"));
    ops.on(HeadObjectRequest.class, HeadObjectResponse.class, reads::head)
        .authorises((call, it) -> needs.ofVersion(call, it, "s3:GetObject", "s3:GetObjectVersion"));
    ops.on(GetObjectTaggingRequest.class, GetObjectTaggingResponse.class, reads::tagging)
        .authorises(
            (call, it) ->
                needs.ofVersion(call, it, "s3:GetObjectTagging", "s3:GetObjectVersionTagging"));
    ops.on(GetObjectAttributesRequest.class, GetObjectAttributesResponse.class, attributes::get)
        .authorises((call, it) -> needs.ofVersion(call, it, "s3:GetObject", "s3:GetObjectVersion"))
        .authorises(
            (call, it) ->
                needs.ofVersion(
                    call, it, "s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"));
  }

  private static void writes(
      Operations ops,
      RequestNeeds needs,
      ObjectWriteOperations writes,
      ObjectTagOperations tags,
      DeleteOperations deletes) {
    ops.onUpload(PutObjectRequest.class, PutObjectResponse.class, writes::put)
        .authorises((call, it) -> needs.ofWrite(call, it, it.bucket(), it.key()));
    ops.on(CopyObjectRequest.class, CopyObjectResponse.class, writes::copy)
        .authorises(
            (call, it) -> needs.ofWrite(call, it, it.destinationBucket(), it.destinationKey()))
        .authorises((call, it) -> needs.ofSource(call, it, CopySource.of(it)));
    ops.on(PutObjectTaggingRequest.class, PutObjectTaggingResponse.class, tags::put)
        .authorises(
            (call, it) ->
                needs.ofVersion(call, it, "s3:PutObjectTagging", "s3:PutObjectVersionTagging"));
    ops.on(DeleteObjectTaggingRequest.class, DeleteObjectTaggingResponse.class, tags::delete)
        .authorises(
            (call, it) ->
                needs.ofVersion(
                    call, it, "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"));
    ops.on(DeleteObjectRequest.class, DeleteObjectResponse.class, deletes::delete)
        .authorises(needs::ofDelete);
    ops.on(DeleteObjectsRequest.class, DeleteObjectsResponse.class, deletes::deleteAll)
        .authorisesWithin();
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
