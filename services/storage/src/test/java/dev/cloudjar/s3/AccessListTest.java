package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.Data;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.Type;

/** Who may use buckets and objects by their access control lists. */
@CloudjarTest(rooms = S3Room.class, data = Data.DISK)
class AccessListTest {
  private static final String OTHER = "444455556666";

  private final S3Client owner;
  private final S3Client other;
  private final TestCloud cloud;
  private final String bucket;
  private final String ownerId;
  private final String otherId = CanonicalUser.id(OTHER);

  AccessListTest(S3Client owner, TestCloud cloud) {
    this.owner = owner;
    this.cloud = cloud;
    this.other = cloud.client(S3Client.class, cloud.credentialsOf(OTHER));
    this.bucket = cloud.unique("listed");
    this.ownerId = CanonicalUser.id(cloud.accountId());
  }

  @BeforeEach
  void makeBucket() {
    owner.createBucket(it -> it.bucket(bucket));
  }

  @Test
  @Behaviour("S3-ACCESS-03")
  void lists_are_off_for_new_buckets() {
    put("key");
    assertRefused(
        () -> owner.putBucketAcl(it -> it.bucket(bucket).acl("authenticated-read")),
        403,
        "AccessDenied");
    assertRefused(
        () -> owner.putBucketAcl(it -> it.bucket(bucket).grantRead(id(otherId))),
        400,
        "AccessControlListNotSupported");
    assertRefused(
        () -> owner.putObjectAcl(it -> it.bucket(bucket).key("key").grantRead(id(otherId))),
        400,
        "AccessControlListNotSupported");
    assertRefused(
        () ->
            owner.putObject(
                it -> it.bucket(bucket).key("new").acl("public-read"), RequestBody.fromString("x")),
        400,
        "AccessControlListNotSupported");
    owner.putObject(
        it -> it.bucket(bucket).key("key").acl("bucket-owner-full-control"),
        RequestBody.fromString("x"));
    assertRefused(
        () -> other.getObjectAsBytes(it -> it.bucket(bucket).key("key")), 403, "AccessDenied");
    assertThat(owner.listObjectsV2(it -> it.bucket(bucket)).contents()).hasSize(1);
  }

  @Test
  @Behaviour("S3-ACCESS-03")
  void grants_to_an_account_let_it_do_what_they_say() {
    ownership("ObjectWriter");
    put("key");
    refusedToOther(it -> it.getObjectAsBytes(o -> o.bucket(bucket).key("key")));
    refusedToOther(it -> it.listObjectsV2(o -> o.bucket(bucket)));

    owner.putObjectAcl(
        it -> it.bucket(bucket).key("key").grantRead(id(otherId)).grantFullControl(id(ownerId)));
    owner.putBucketAcl(
        it -> it.bucket(bucket).grantRead(id(otherId)).grantFullControl(id(ownerId)));

    assertThat(other.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asUtf8String())
        .isEqualTo("text");
    assertThat(other.headBucket(it -> it.bucket(bucket)).sdkHttpResponse().isSuccessful()).isTrue();
    assertThat(other.listObjectsV2(it -> it.bucket(bucket)).contents()).hasSize(1);
    assertThat(other.listObjectVersions(it -> it.bucket(bucket)).versions()).hasSize(1);
    refusedToOther(it -> it.getObjectAcl(o -> o.bucket(bucket).key("key")));
    refusedToOther(it -> it.getObjectTagging(o -> o.bucket(bucket).key("key")));
    refusedToOther(it -> it.deleteObject(o -> o.bucket(bucket).key("key")));
    refusedToOther(
        it -> it.putObject(o -> o.bucket(bucket).key("mine"), RequestBody.fromString("x")));
    S3Client third = cloud.client(S3Client.class, cloud.credentialsOf("777788889999"));
    assertRefused(
        () -> third.getObjectAsBytes(it -> it.bucket(bucket).key("key")), 403, "AccessDenied");

    ownership("BucketOwnerPreferred");
    owner.putBucketAcl(it -> it.bucket(bucket).grantReadACP(id(otherId)));
    assertThat(other.getBucketAcl(it -> it.bucket(bucket)).grants()).hasSize(1);
    refusedToOther(it -> it.listObjectsV2(o -> o.bucket(bucket)));
  }

  @Test
  @Behaviour("S3-ACCESS-03")
  void public_lists_let_everybody_in() throws Exception {
    ownership("ObjectWriter");
    block(it -> {});
    owner.putObject(
        it -> it.bucket(bucket).key("open").acl("public-read"), RequestBody.fromString("text"));
    put("closed");
    owner.putObject(
        it -> it.bucket(bucket).key("signed").acl("authenticated-read"),
        RequestBody.fromString("text"));

    assertThat(anonymous("GET", "/open").body()).isEqualTo("text");
    assertThat(anonymous("GET", "/closed").statusCode()).isEqualTo(403);
    assertThat(anonymous("GET", "/signed").statusCode()).isEqualTo(403);
    assertThat(other.getObjectAsBytes(it -> it.bucket(bucket).key("signed")).asUtf8String())
        .isEqualTo("text");
    assertThat(anonymous("GET", "").statusCode()).isEqualTo(403);

    owner.putBucketAcl(it -> it.bucket(bucket).acl("public-read-write"));
    assertThat(anonymous("GET", "").body()).contains("<Key>open</Key>");
    assertThat(anonymous("PUT", "/theirs").statusCode()).isEqualTo(200);
    assertThat(anonymous("PUT", "/open").statusCode()).isEqualTo(403);
    assertThat(anonymous("DELETE", "/open").statusCode()).isEqualTo(403);
    assertThat(anonymous("GET", "/theirs").statusCode()).isEqualTo(200);
    assertThat(
            owner
                .listObjectVersions(it -> it.bucket(bucket).prefix("theirs"))
                .versions()
                .getFirst()
                .owner()
                .id())
        .isEqualTo(CanonicalUser.ANONYMOUS_ID);
    owner.deleteObject(it -> it.bucket(bucket).key("theirs"));

    cloud.restart();

    assertThat(anonymous("GET", "/open").body()).isEqualTo("text");
    assertThat(anonymous("GET", "/closed").statusCode()).isEqualTo(403);
    owner.putBucketAcl(it -> it.bucket(bucket).acl("private"));
    ownership("BucketOwnerEnforced");
    assertThat(anonymous("GET", "/open").statusCode()).isEqualTo(403);
    assertThat(owner.getObjectAcl(it -> it.bucket(bucket).key("open")).grants()).hasSize(1);
  }

  @Test
  @Behaviour("S3-ACCESS-03")
  void objects_are_their_writers_where_the_bucket_says_so() {
    ownership("ObjectWriter");
    owner.putBucketAcl(it -> it.bucket(bucket).grantWrite(id(otherId)));
    other.putObject(it -> it.bucket(bucket).key("mine"), RequestBody.fromString("text"));
    other.putObject(
        it -> it.bucket(bucket).key("shared").acl("bucket-owner-read"),
        RequestBody.fromString("text"));

    assertThat(
            owner.listObjectsV2(it -> it.bucket(bucket).fetchOwner(true)).contents().stream()
                .map(each -> each.owner().id()))
        .containsOnly(otherId);
    assertRefused(
        () -> owner.getObjectAsBytes(it -> it.bucket(bucket).key("mine")), 403, "AccessDenied");
    String policy =
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Principal": {"AWS": ["%1$s", "%2$s"]}, "Action": "s3:GetObject*",
           "Resource": "arn:aws:s3:::%3$s/*"},
          {"Effect": "Deny", "Principal": {"AWS": "%2$s"}, "Action": "s3:GetObjectTagging",
           "Resource": "arn:aws:s3:::%3$s/*"}]}
        """
            .formatted(cloud.accountId(), OTHER, bucket)
            .strip();
    owner.putBucketPolicy(it -> it.bucket(bucket).policy(policy));
    assertRefused(
        () -> owner.getObjectAsBytes(it -> it.bucket(bucket).key("mine")), 403, "AccessDenied");
    refusedToOther(it -> it.getObjectTagging(o -> o.bucket(bucket).key("mine")));
    assertThat(owner.getObjectAsBytes(it -> it.bucket(bucket).key("shared")).asUtf8String())
        .isEqualTo("text");
    other.putObjectAcl(it -> it.bucket(bucket).key("mine").acl("bucket-owner-full-control"));
    assertThat(owner.getObjectAcl(it -> it.bucket(bucket).key("mine")).owner().id())
        .isEqualTo(otherId);

    ownership("BucketOwnerPreferred");
    other.putObject(
        it -> it.bucket(bucket).key("given").acl("bucket-owner-full-control"),
        RequestBody.fromString("text"));
    assertThat(owner.getObjectAcl(it -> it.bucket(bucket).key("given")).owner().id())
        .isEqualTo(ownerId);
    owner.deleteObject(it -> it.bucket(bucket).key("mine"));
    String upload = other.createMultipartUpload(it -> it.bucket(bucket).key("parts")).uploadId();
    assertThat(
            owner.listMultipartUploads(it -> it.bucket(bucket)).uploads().getFirst().owner().id())
        .isEqualTo(otherId);
    owner.abortMultipartUpload(it -> it.bucket(bucket).key("parts").uploadId(upload));

    cloud.restart();
    assertThat(owner.getObjectAcl(it -> it.bucket(bucket).key("given")).owner().id())
        .isEqualTo(ownerId);
    assertRefused(
        () -> ownership("BucketOwnerEnforced"), 400, "InvalidBucketAclWithObjectOwnership");
    owner.putBucketAcl(it -> it.bucket(bucket).acl("private"));
    ownership("BucketOwnerEnforced");
    assertThat(owner.getObjectAsBytes(it -> it.bucket(bucket).key("shared")).asUtf8String())
        .isEqualTo("text");
    assertThat(owner.listObjects(it -> it.bucket(bucket)).contents().getFirst().owner().id())
        .isEqualTo(ownerId);
  }

  @Test
  @Behaviour("S3-ACCESS-03")
  void what_makes_no_list_is_refused() {
    ownership("ObjectWriter");
    put("key");
    assertRefused(() -> owner.putBucketAcl(it -> it.bucket(bucket)), 400, "MissingSecurityHeader");
    assertRefused(
        () -> owner.putBucketAcl(it -> it.bucket(bucket).acl("open")), 400, "InvalidArgument");
    assertRefused(
        () -> owner.putBucketAcl(it -> it.bucket(bucket).acl("private").grantRead(id(otherId))),
        400,
        "InvalidRequest");
    for (String grant : List.of("id=nobody", "uri=\"http://acs.amazonaws.com/none\"", "name=x")) {
      assertRefused(
          () -> owner.putBucketAcl(it -> it.bucket(bucket).grantRead(grant)),
          400,
          "InvalidArgument");
    }
    assertRefused(
        () -> owner.putBucketAcl(it -> it.bucket(bucket).grantRead("emailAddress=\"a@b.com\"")),
        405,
        "MethodNotAllowed");
    assertRefused(() -> putLines(ownerId, line(ownerId, "EVERYTHING")), 400, "MalformedACLError");
    assertRefused(() -> putLines(ownerId, line("nobody", "READ")), 400, "InvalidArgument");
    assertRefused(() -> putLines(otherId, line(otherId, "READ")), 403, "AccessDenied");
    assertThat(owner.getBucketAcl(it -> it.bucket(bucket)).grants()).hasSize(1);

    putLines(
        ownerId,
        line(ownerId, "FULL_CONTROL"),
        Grant.builder()
            .permission(Permission.WRITE)
            .grantee(g -> g.type(Type.GROUP).uri(AccessList.LOG_DELIVERY))
            .build());
    assertThat(owner.getBucketAcl(it -> it.bucket(bucket)).grants())
        .extracting(each -> each.grantee().typeAsString() + " " + each.permissionAsString())
        .containsExactly("CanonicalUser FULL_CONTROL", "Group WRITE");
    assertRefused(
        () ->
            owner.createBucket(
                it -> it.bucket(bucket + "-2").acl("public-read").objectOwnership("ObjectWriter")),
        400,
        "InvalidBucketAclWithBlockPublicAccessError");
    owner.createBucket(
        it -> it.bucket(bucket + "-2").grantRead(id(otherId)).objectOwnership("ObjectWriter"));
    assertThat(other.listObjectsV2(it -> it.bucket(bucket + "-2")).contents()).isEmpty();
  }

  @Test
  @Behaviour("S3-BPA-01")
  void each_setting_of_the_block_does_its_part() throws Exception {
    ownership("ObjectWriter");
    block(it -> it.blockPublicAcls(true));
    put("key");
    assertRefused(
            () -> owner.putBucketAcl(it -> it.bucket(bucket).acl("public-read")),
            403,
            "AccessDenied")
        .satisfies(
            e ->
                assertThat(e)
                    .hasMessageContaining("BlockPublicAcls setting in S3 Block Public Access"));
    assertRefused(
        () -> owner.putObjectAcl(it -> it.bucket(bucket).key("key").acl("public-read")),
        403,
        "AccessDenied");
    assertRefused(
        () ->
            owner.putObject(
                it -> it.bucket(bucket).key("new").acl("public-read"), RequestBody.fromString("x")),
        403,
        "AccessDenied");
    assertThat(owner.listObjectsV2(it -> it.bucket(bucket)).contents()).hasSize(1);

    block(it -> {});
    owner.putObjectAcl(it -> it.bucket(bucket).key("key").acl("public-read"));
    assertThat(anonymous("GET", "/key").statusCode()).isEqualTo(200);
    block(it -> it.ignorePublicAcls(true));
    assertThat(anonymous("GET", "/key").statusCode()).isEqualTo(403);
    refusedToOther(it -> it.getObjectAsBytes(o -> o.bucket(bucket).key("key")));

    owner.putObjectAcl(it -> it.bucket(bucket).key("key").acl("private"));
    String policy =
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
         "Action": "s3:GetObject", "Resource": "arn:aws:s3:::%s/*"}]}
        """
            .formatted(bucket)
            .strip();
    block(it -> it.blockPublicPolicy(true));
    assertRefused(
        () -> owner.putBucketPolicy(it -> it.bucket(bucket).policy(policy)), 403, "AccessDenied");
    block(it -> {});
    owner.putBucketPolicy(it -> it.bucket(bucket).policy(policy));
    assertThat(anonymous("GET", "/key").statusCode()).isEqualTo(200);
    block(it -> it.restrictPublicBuckets(true));
    assertThat(anonymous("GET", "/key").statusCode()).isEqualTo(403);
    refusedToOther(it -> it.getObjectAsBytes(o -> o.bucket(bucket).key("key")));
    assertThat(owner.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asUtf8String())
        .isEqualTo("text");
  }

  @Test
  void policies_are_of_their_bucket() {
    String own = "arn:aws:s3:::" + bucket;
    refusedPolicy("s3:GetObject", "arn:aws:s3:::other/*", "Policy has invalid resource");
    refusedPolicy("s3:GetObject", own + "-2/*", "Policy has invalid resource");
    refusedPolicy("s3:GetObject", "*", "Policy has invalid resource");
    refusedPolicy("sqs:SendMessage", own + "/*", "Policy has invalid action");
    refusedPolicy("s3:GetObject", own, "Action does not apply to any resource(s) in statement");
    refusedPolicy(
        "s3:ListBucket", own + "/*", "Action does not apply to any resource(s) in statement");
    assertRefused(() -> owner.getBucketPolicy(it -> it.bucket(bucket)), 404, "NoSuchBucketPolicy");
    owner.putBucketPolicy(it -> it.bucket(bucket).policy(policy("s3:*", own + "*")));
  }

  private void refusedPolicy(String action, String resource, String message) {
    assertRefused(
            () -> owner.putBucketPolicy(it -> it.bucket(bucket).policy(policy(action, resource))),
            400,
            "MalformedPolicy")
        .satisfies(e -> assertThat(e).hasMessageContaining(message));
  }

  private static String policy(String action, String resource) {
    return """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
         "Principal": {"AWS": "%s"}, "Action": "%s", "Resource": "%s"}]}
        """
        .formatted(OTHER, action, resource)
        .strip();
  }

  private void put(String key) {
    owner.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString("text"));
  }

  private void putLines(String policyOwner, Grant... lines) {
    owner.putBucketAcl(
        it ->
            it.bucket(bucket)
                .accessControlPolicy(p -> p.owner(o -> o.id(policyOwner)).grants(lines)));
  }

  private static Grant line(String id, String permission) {
    return Grant.builder()
        .permission(permission)
        .grantee(g -> g.type(Type.CANONICAL_USER).id(id))
        .build();
  }

  private static String id(String canonicalId) {
    return "id=\"" + canonicalId + "\"";
  }

  private void ownership(String setting) {
    owner.putBucketOwnershipControls(
        it ->
            it.bucket(bucket)
                .ownershipControls(
                    o ->
                        o.rules(OwnershipControlsRule.builder().objectOwnership(setting).build())));
  }

  private void block(Consumer<PublicAccessBlockConfiguration.Builder> settings) {
    owner.putPublicAccessBlock(it -> it.bucket(bucket).publicAccessBlockConfiguration(settings));
  }

  private void refusedToOther(Consumer<S3Client> call) {
    assertRefused(() -> call.accept(other), 403, "AccessDenied");
  }

  private HttpResponse<String> anonymous(String method, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(cloud.endpoint() + "/" + bucket + path))
              .method(
                  method,
                  method.equals("PUT")
                      ? HttpRequest.BodyPublishers.ofString("theirs")
                      : HttpRequest.BodyPublishers.noBody())
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
