package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.RoomCaller;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/** Assumes the roles of replications, and asks the gate what they may. */
final class ReplicationRoleOperations {
  private static final String SERVICE = "s3.amazonaws.com";
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private final Cloud cloud;
  private final BucketDirectory directory;
  private final ConcurrentMap<Place, AccessKey> sessions = new ConcurrentHashMap<>();

  ReplicationRoleOperations(Cloud cloud, BucketDirectory directory) {
    this.cloud = cloud;
    this.directory = directory;
  }

  private record Place(String role, String bucket) {}

  /**
   * What one version needs.
   *
   * @param role the ARN of the role in whose name it is copied
   */
  record Passage(
      String role,
      Bucket source,
      Bucket destination,
      ReplicationRule rule,
      String key,
      String versionId,
      boolean tagged,
      ObjectLock lock,
      ReplicationTask.Kind kind) {}

  /**
   * Refuses what the role may not, at either end.
   *
   * @throws ReplicationRefusedException where it may not, or may not be assumed
   */
  Ends admit(Passage passage) {
    Place place = new Place(passage.role(), passage.source().arn());
    AccessKey session = assume(place, passage.source());
    try {
      return admit(passage, session);
    } catch (ReplicationRefusedException e) {
      // The role may be another one of the same name by now.
      sessions.remove(place);
      throw e;
    }
  }

  /** The role's calls at both ends, for what else is asked in its name. */
  record Ends(Call from, Call to) {}

  private Ends admit(Passage passage, AccessKey session) {
    Call from = call(session, passage.source());
    GetObjectRequest read =
        GetObjectRequest.builder()
            .bucket(passage.source().name())
            .key(passage.key())
            .versionId(passage.versionId())
            .build();
    Call to = call(session, passage.destination());
    PutObjectRequest write =
        PutObjectRequest.builder()
            .bucket(passage.destination().name())
            .key(passage.key())
            .storageClass(passage.rule().storageClass())
            .build();
    if (passage.kind() == ReplicationTask.Kind.MARKER) {
      require(to, place(to, write), "s3:ReplicateDelete", "DstDelObjNotPermitted");
      return new Ends(from, to);
    }
    Resource object = object(from, read);
    require(from, object, "s3:GetObjectVersionForReplication", "SrcGetObjectNotPermitted");
    require(from, object, "s3:GetObjectVersionAcl", "SrcGetAclNotPermitted");
    if (passage.lock().mode() != null) {
      require(from, object, "s3:GetObjectRetention", "SrcGetObjectNotPermitted");
    }
    if (passage.lock().legalHold() != null) {
      require(from, object, "s3:GetObjectLegalHold", "SrcGetObjectNotPermitted");
    }
    Resource copy = place(to, write);
    require(to, copy, "s3:ReplicateObject", "DstPutObjectNotPermitted");
    if (passage.tagged()) {
      require(from, object, "s3:GetObjectVersionTagging", "SrcGetTaggingNotPermitted");
      require(to, copy, "s3:ReplicateTags", "DstPutTaggingNotPermitted");
    }
    if (passage.rule().ownerOverride()) {
      require(to, copy, "s3:ObjectOwnerOverrideToBucketOwner", "DstPutAclNotPermitted");
    }
    return new Ends(from, to);
  }

  private Resource object(Call call, GetObjectRequest request) {
    return directory.object(call, request, request.bucket(), request.key(), request.versionId());
  }

  private Resource place(Call call, PutObjectRequest request) {
    return directory.place(call, request, request.bucket(), request.key());
  }

  private static void require(Call call, Resource resource, String action, String otherwise) {
    if (!call.allows(new Need(action, resource))) {
      throw new ReplicationRefusedException(otherwise);
    }
  }

  private AccessKey assume(Place place, Bucket source) {
    AccessKey known = sessions.get(place);
    if (known != null && isFresh(known.expires())) {
      return known;
    }
    try {
      String keyId =
          RoomCaller.service(
                  cloud.calls(),
                  new Principal.Service(SERVICE, source.accountId(), Optional.of(source.arn())),
                  source.region())
              .to(
                  AssumeRoleRequest.builder()
                      .roleArn(place.role())
                      .roleSessionName("s3-replication")
                      .build(),
                  AssumeRoleResponse.class)
              .credentials()
              .accessKeyId();
      AccessKey made =
          cloud
              .credentials()
              .find(keyId)
              .orElseThrow(() -> new ReplicationRefusedException("AssumeRoleNotPermitted"));
      sessions.put(place, made);
      return made;
    } catch (Fault e) {
      if (e.status().orElse(400) >= 500) {
        throw e;
      }
      throw new ReplicationRefusedException("AssumeRoleNotPermitted");
    }
  }

  private boolean isFresh(@Nullable Instant expires) {
    return expires == null || cloud.clock().now().plus(MARGIN).isBefore(expires);
  }

  /** A call of the role at a bucket, for the gate to judge. */
  private Call call(AccessKey session, Bucket bucket) {
    return new Call(
        "s3",
        "ReplicateObject",
        session.principal().accountId(),
        bucket.region(),
        session.principal(),
        Optional.empty(),
        session.session(),
        HexFormat.of().formatHex(cloud.ids().bytes(8)).toUpperCase(Locale.ROOT),
        cloud.clock().now(),
        new Call.Http(Optional.empty(), true, "localhost", name -> Optional.empty(), "", false),
        List.of(),
        cloud.calls());
  }
}
