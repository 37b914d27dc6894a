package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.batch.JobResult;
import dev.cloudjar.s3.batch.JobTask;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHold;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.PutObjectAclRequest;
import software.amazon.awssdk.services.s3.model.PutObjectAclResponse;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingRequest;
import software.amazon.awssdk.services.s3.model.PutObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.Type;

/** Does to one object what a job is for, as a call of the job's role. */
final class JobTaskOperations {
  private JobTaskOperations() {}

  /** What became of a task. */
  static JobResult result(JobTask task, Runnable body) {
    String key = KeyEncoding.URL.encode(task.key());
    try {
      body.run();
      return JobResult.succeeded(task, key);
    } catch (Fault e) {
      return JobResult.failed(
          task,
          key,
          e.status().orElse(400),
          e.code(),
          e.getMessage() == null ? e.code() : e.getMessage());
    }
  }

  /**
   * Does it.
   *
   * @param operation such as {@code S3PutObjectCopy}
   * @param parameters of the operation
   * @throws Fault where it is refused
   */
  static void perform(RoomCaller role, String operation, Structure parameters, JobTask task) {
    switch (operation) {
      case "S3PutObjectCopy" -> copy(role, parameters, task);
      case "S3PutObjectTagging" -> tag(role, parameters, task);
      case "S3DeleteObjectTagging" ->
          role.to(
              of(DeleteObjectTaggingRequest.builder(), task).build(),
              DeleteObjectTaggingResponse.class);
      case "S3PutObjectAcl" -> list(role, parameters, task);
      case "S3InitiateRestoreObject" -> restore(role, parameters, task);
      case "S3PutObjectRetention" -> retain(role, parameters, task);
      case "S3PutObjectLegalHold" -> hold(role, parameters, task);
      default -> throw S3Faults.notImplemented(operation);
    }
  }

  /** Names the object in a request. */
  private static <B extends SdkPojo> B of(B request, JobTask task) {
    set(request, "Bucket", task.bucket());
    set(request, "Key", task.key());
    task.versionId().ifPresent(it -> set(request, "VersionId", it));
    return request;
  }

  private static void set(SdkPojo request, String member, @Nullable Object value) {
    if (value != null) {
      var field = Members.find(request, member);
      if (field != null) {
        field.set(request, value);
      }
    }
  }

  private static void copy(RoomCaller role, Structure parameters, JobTask task) {
    CopyObjectRequest.Builder request = CopyObjectRequest.builder();
    Documents.fill(request, described(parameters));
    String prefix = parameters.text("TargetKeyPrefix");
    request
        .sourceBucket(task.bucket())
        .sourceKey(task.key())
        .sourceVersionId(task.versionId().orElse(null))
        .destinationBucket(S3Arn.of(parameters.text("TargetResource")).bucket())
        .destinationKey(prefix == null ? task.key() : prefix + "/" + task.key())
        .acl(parameters.text("CannedAccessControlList"))
        .websiteRedirectLocation(parameters.text("RedirectLocation"))
        .metadataDirective(metadataDirective(parameters))
        .copySourceIfModifiedSince(time(parameters, "ModifiedSinceConstraint"))
        .copySourceIfUnmodifiedSince(time(parameters, "UnModifiedSinceConstraint"));
    if (parameters.member("NewObjectTagging") != null) {
      request
          .taggingDirective("REPLACE")
          .tagging(
              parameters.structures("NewObjectTagging").stream()
                  .map(it -> encoded(it.text("Key")) + "=" + encoded(it.text("Value")))
                  .collect(Collectors.joining("&")));
    }
    if (parameters.member("RequesterPays") instanceof Document.Flag(boolean pays) && pays) {
      request.requestPayer("requester");
    }
    encrypt(request, parameters);
    grant(request, parameters);
    role.to(request.build(), CopyObjectResponse.class);
  }

  /** The members that the request to copy has under the same names, and those of the metadata. */
  private static Structure described(Structure parameters) {
    Map<String, Document> members = new HashMap<>();
    for (String name :
        List.of(
            "StorageClass",
            "ObjectLockLegalHoldStatus",
            "ObjectLockMode",
            "ObjectLockRetainUntilDate",
            "BucketKeyEnabled",
            "ChecksumAlgorithm")) {
      Document value = parameters.member(name);
      if (value != null) {
        members.put(name, value);
      }
    }
    if (parameters.member("NewObjectMetadata") instanceof Structure metadata) {
      for (String name :
          List.of(
              "CacheControl",
              "ContentDisposition",
              "ContentEncoding",
              "ContentLanguage",
              "ContentType")) {
        Document value = metadata.member(name);
        if (value != null) {
          members.put(name, value);
        }
      }
      Document user = metadata.member("UserMetadata");
      if (user != null) {
        members.put("Metadata", user);
      }
      if (metadata.member("HttpExpiresDate") instanceof Document.Time expires) {
        members.put("Expires", expires);
      }
    }
    return new Structure(members);
  }

  private static @Nullable String metadataDirective(Structure parameters) {
    String directive = parameters.text("MetadataDirective");
    return directive == null && parameters.member("NewObjectMetadata") != null
        ? "REPLACE"
        : directive;
  }

  private static @Nullable Instant time(Structure parameters, String member) {
    return parameters.member(member) instanceof Document.Time(Instant value) ? value : null;
  }

  private static void encrypt(CopyObjectRequest.Builder request, Structure parameters) {
    String keyId = parameters.text("SSEAwsKmsKeyId");
    String algorithm =
        parameters.member("NewObjectMetadata") instanceof Structure metadata
            ? metadata.text("SSEAlgorithm")
            : null;
    if (keyId != null || "KMS".equals(algorithm)) {
      request.serverSideEncryption(Encryption.KMS).ssekmsKeyId(keyId);
    } else if (algorithm != null) {
      request.serverSideEncryption(algorithm);
    }
  }

  private static void grant(CopyObjectRequest.Builder request, Structure parameters) {
    List<Structure> grants = parameters.structures("AccessControlGrants");
    for (String permission : List.of("FULL_CONTROL", "READ", "READ_ACP", "WRITE_ACP")) {
      String grantees =
          grants.stream()
              .filter(it -> permission.equals(it.text("Permission")))
              .map(it -> (Structure) it.members().getOrDefault("Grantee", Structure.EMPTY))
              .map(it -> it.text("TypeIdentifier") + "=\"" + it.text("Identifier") + "\"")
              .collect(Collectors.joining(", "));
      if (!grantees.isEmpty()) {
        switch (permission) {
          case "FULL_CONTROL" -> request.grantFullControl(grantees);
          case "READ" -> request.grantRead(grantees);
          case "READ_ACP" -> request.grantReadACP(grantees);
          default -> request.grantWriteACP(grantees);
        }
      }
    }
  }

  private static String encoded(@Nullable String text) {
    return text == null ? "" : KeyEncoding.URL.encode(text);
  }

  private static void tag(RoomCaller role, Structure parameters, JobTask task) {
    List<Tag> tags =
        parameters.structures("TagSet").stream()
            .map(it -> Tag.builder().key(it.text("Key")).value(it.text("Value")).build())
            .toList();
    role.to(
        of(PutObjectTaggingRequest.builder(), task)
            .tagging(Tagging.builder().tagSet(tags).build())
            .build(),
        PutObjectTaggingResponse.class);
  }

  private static void list(RoomCaller role, Structure parameters, JobTask task) {
    PutObjectAclRequest.Builder request = of(PutObjectAclRequest.builder(), task);
    if (parameters.member("AccessControlPolicy") instanceof Structure policy) {
      request.acl(policy.text("CannedAccessControlList"));
      if (policy.member("AccessControlList") instanceof Structure list) {
        request.accessControlPolicy(policy(list));
      }
    }
    role.to(request.build(), PutObjectAclResponse.class);
  }

  private static AccessControlPolicy policy(Structure list) {
    Owner.Builder owner = Owner.builder();
    if (list.member("Owner") instanceof Structure named) {
      owner.id(named.text("ID"));
    }
    return AccessControlPolicy.builder()
        .owner(owner.build())
        .grants(list.structures("Grants").stream().map(JobTaskOperations::grant).toList())
        .build();
  }

  private static Grant grant(Structure grant) {
    Structure grantee =
        grant.member("Grantee") instanceof Structure named ? named : Structure.EMPTY;
    String identifier = grantee.text("Identifier");
    return Grant.builder()
        .permission(grant.text("Permission"))
        .grantee(
            it -> {
              switch (String.valueOf(grantee.text("TypeIdentifier"))) {
                case "uri" -> it.type(Type.GROUP).uri(identifier);
                case "emailAddress" ->
                    it.type(Type.AMAZON_CUSTOMER_BY_EMAIL).emailAddress(identifier);
                default -> it.type(Type.CANONICAL_USER).id(identifier);
              }
            })
        .build();
  }

  private static void restore(RoomCaller role, Structure parameters, JobTask task) {
    String tier = parameters.text("GlacierJobTier");
    role.to(
        of(RestoreObjectRequest.builder(), task)
            .restoreRequest(
                it -> {
                  if (parameters.member("ExpirationInDays") instanceof Document.Whole(long days)) {
                    it.days((int) days);
                  }
                  it.glacierJobParameters(p -> p.tier("BULK".equals(tier) ? "Bulk" : "Standard"));
                })
            .build(),
        RestoreObjectResponse.class);
  }

  private static void retain(RoomCaller role, Structure parameters, JobTask task) {
    PutObjectRetentionRequest.Builder request = of(PutObjectRetentionRequest.builder(), task);
    if (parameters.member("BypassGovernanceRetention") instanceof Document.Flag(boolean bypass)) {
      request.bypassGovernanceRetention(bypass);
    }
    if (parameters.member("Retention") instanceof Structure retention) {
      request.retention(
          ObjectLockRetention.builder()
              .mode(retention.text("Mode"))
              .retainUntilDate(time(retention, "RetainUntilDate"))
              .build());
    }
    role.to(request.build(), PutObjectRetentionResponse.class);
  }

  private static void hold(RoomCaller role, Structure parameters, JobTask task) {
    Structure hold =
        parameters.member("LegalHold") instanceof Structure named ? named : Structure.EMPTY;
    role.to(
        of(PutObjectLegalHoldRequest.builder(), task)
            .legalHold(ObjectLockLegalHold.builder().status(hold.text("Status")).build())
            .build(),
        PutObjectLegalHoldResponse.class);
  }
}
