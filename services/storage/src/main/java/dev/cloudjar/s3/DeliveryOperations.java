package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Calls;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Decision;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.cloud.WholeBody;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.LoggedBuckets.Logged;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Puts what S3 itself has to say into buckets: as a service, which their policies have to let. */
final class DeliveryOperations {
  static final String LOGGING = "logging.s3.amazonaws.com";

  private static final String REPORTS = "s3.amazonaws.com";

  private final Calls calls;

  DeliveryOperations(Calls calls) {
    this.calls = calls;
  }

  /**
   * Puts lines of a bucket's access log into another.
   *
   * @param grants who besides the owner may read them, where lists count there
   * @throws Fault where it may not
   */
  void putLog(Logged source, String bucket, String key, byte[] lines, List<Structure> grants) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .contentType("text/plain")
            .contentLength((long) lines.length);
    if (!grants.isEmpty()) {
      String readers = grantees(grants, "READ");
      String others = grantees(grants, "FULL_CONTROL");
      String owner = "id=" + CanonicalUser.id(source.accountId());
      request
          .grantFullControl(others.isEmpty() ? owner : owner + "," + others)
          .grantRead(readers.isEmpty() ? null : readers);
    }
    caller(LOGGING, source.accountId(), arn(source), source.region())
        .upload(request.build(), new WholeBody(ByteBuffer.wrap(lines)), PutObjectResponse.class);
  }

  /**
   * Puts a part of an inventory of a bucket where it is to go.
   *
   * @throws Fault where it may not
   */
  void putReport(Bucket source, InventoryPlan plan, String key, byte[] content) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(plan.destination())
            .key(key)
            .acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL)
            .contentLength((long) content.length);
    if (plan.keyId() != null) {
      request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(plan.keyId());
    } else if (plan.managedKey()) {
      request.serverSideEncryption(ServerSideEncryption.AES256);
    }
    caller(REPORTS, source.accountId(), source.arn(), source.region())
        .upload(request.build(), new WholeBody(ByteBuffer.wrap(content)), PutObjectResponse.class);
  }

  /**
   * Puts the file of an analysis where it is to go.
   *
   * @throws Fault where it may not
   */
  void putAnalysis(Bucket source, AnalysisPlan plan, byte[] content) {
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(plan.destination())
            .key(plan.key(source))
            .acl(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL)
            .contentType("text/csv")
            .contentLength((long) content.length)
            .build();
    caller(REPORTS, source.accountId(), source.arn(), source.region())
        .upload(request, new WholeBody(ByteBuffer.wrap(content)), PutObjectResponse.class);
  }

  /** Whether the service that delivers logs may put an object into a bucket for another. */
  static boolean mayPutLog(
      Call asker, BucketDirectory directory, Bucket source, Bucket target, String key) {
    Call delivery =
        new Call(
            "s3",
            "PutObject",
            source.accountId(),
            source.region(),
            new Principal.Service(LOGGING, source.accountId(), Optional.of(source.arn())),
            Optional.empty(),
            Optional.empty(),
            asker.requestId(),
            asker.time(),
            new Call.Http(Optional.empty(), true, "localhost", it -> Optional.empty(), "", false),
            List.of(),
            asker.calls());
    PutObjectRequest request = PutObjectRequest.builder().bucket(target.name()).key(key).build();
    Need need = new Need("s3:PutObject", directory.place(delivery, request, target.name(), key));
    return asker.calls().decide(delivery, List.of(need)) instanceof Decision.Allowed;
  }

  /** As headers list them. */
  private static String grantees(List<Structure> grants, String permission) {
    return grants.stream()
        .filter(grant -> permission.equals(grant.text("Permission")))
        .map(grant -> grant.member("Grantee") instanceof Structure it ? it : Structure.EMPTY)
        .map(it -> it.text("URI") == null ? "id=" + it.text("ID") : "uri=" + it.text("URI"))
        .collect(Collectors.joining(","));
  }

  private static String arn(Logged source) {
    return "arn:" + Partition.of(source.region()) + ":s3:::" + source.name();
  }

  private RoomCaller caller(String service, String accountId, String sourceArn, String region) {
    return RoomCaller.service(
        calls, new Principal.Service(service, accountId, Optional.of(sourceArn)), region);
  }
}
