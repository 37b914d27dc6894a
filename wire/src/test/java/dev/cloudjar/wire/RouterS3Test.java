package dev.cloudjar.wire;

import static dev.cloudjar.wire.RouterRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Catalog;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterS3Test {
  private static final Catalog CATALOG = Catalog.load();
  private static final Router ROUTER = new Router(CATALOG);

  private static Route.Found found(RouterRequest request) {
    Route route = request.by(ROUTER);
    assertThat(route).isInstanceOf(Route.Found.class);
    return (Route.Found) route;
  }

  private static String name(RouterRequest request) {
    return found(request).operation().name();
  }

  @ParameterizedTest
  @CsvSource({
    "GET /, ListBuckets",
    "GET /?x-id=ListBuckets, ListBuckets",
    "PUT /bucket, CreateBucket",
    "PUT /bucket/, CreateBucket",
    "HEAD /bucket, HeadBucket",
    "DELETE /bucket, DeleteBucket",
    "GET /bucket, ListObjects",
    "GET /bucket/, ListObjects",
    "GET /bucket?list-type=2, ListObjectsV2",
    "GET /bucket?prefix=a%2F&list-type=2&delimiter=%2F, ListObjectsV2",
    "GET /bucket?list-type=1, ListObjects",
    "GET /bucket?versions, ListObjectVersions",
    "GET /bucket?versions=, ListObjectVersions",
    "GET /bucket?uploads, ListMultipartUploads",
    "GET /bucket?location, GetBucketLocation",
    "GET /bucket?tagging, GetBucketTagging",
    "GET /bucket?%74agging, GetBucketTagging",
    "GET /bucket?inventory, ListBucketInventoryConfigurations",
    "GET /bucket?inventory&id=1, GetBucketInventoryConfiguration",
    "PUT /bucket?inventory&id=1, PutBucketInventoryConfiguration",
    "PUT /bucket?inventory, PutBucketInventoryConfiguration",
    "POST /bucket?delete, DeleteObjects",
    "POST /bucket/?delete, DeleteObjects",
    "GET /bucket/key, GetObject",
    "GET /bucket/key?x-id=GetObject, GetObject",
    "GET /bucket/key?versionId=v, GetObject",
    "GET /bucket/key?partNumber=1, GetObject",
    "GET /bucket/a/b//c/, GetObject",
    "GET /bucket//key, GetObject",
    "GET /bucket/../key, GetObject",
    "GET /bucket/key?acl, GetObjectAcl",
    "GET /bucket/key?acl&versionId=v, GetObjectAcl",
    "GET /bucket/key?tagging, GetObjectTagging",
    "GET /bucket/key?uploadId=u, ListParts",
    "GET /bucket/key?attributes, GetObjectAttributes",
    "PUT /bucket/key, PutObject",
    "PUT /bucket/key?foo, PutObject",
    "PUT /bucket/key?partNumber=1&uploadId=u, UploadPart",
    "POST /bucket/key?uploads, CreateMultipartUpload",
    "POST /bucket/key?uploadId=u, CompleteMultipartUpload",
    "POST /bucket/key?select&select-type=2, SelectObjectContent",
    "POST /bucket/key?restore, RestoreObject",
    "DELETE /bucket/key?uploadId=u, AbortMultipartUpload",
    "DELETE /bucket/key, DeleteObject",
    "DELETE /bucket/key?tagging, DeleteObjectTagging",
    "POST /WriteGetObjectResponse, WriteGetObjectResponse",
  })
  void tellsOperationsByPathAndQuery(String line, String operation) {
    assertThat(name(request(line).signedFor("s3"))).isEqualTo(operation);
    assertThat(name(request(line))).as("anonymous").isEqualTo(operation);
  }

  @Test
  void tellsCopiesByTheirSource() {
    RouterRequest copy = request("PUT /bucket/key").with("x-amz-copy-source", "/a/b");
    RouterRequest part =
        request("PUT /bucket/key?partNumber=1&uploadId=u").with("x-amz-copy-source", "/a/b");

    assertThat(name(copy)).isEqualTo("CopyObject");
    assertThat(name(part)).isEqualTo("UploadPartCopy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"POST /bucket/key", "POST /bucket", "PATCH /bucket/key", "DELETE /", "GET //key"})
  void refusesOtherMethods(String line) {
    assertThat(request(line).signedFor("s3").by(ROUTER))
        .isInstanceOfSatisfying(
            Route.UnknownOperation.class,
            unknown -> {
              assertThat(unknown.error().code()).isEqualTo("MethodNotAllowed");
              assertThat(unknown.error().status()).isEqualTo(405);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "bucket.s3.localhost:4566, bucket",
    "bucket.s3.localhost, bucket",
    "BUCKET.S3.LOCALHOST, bucket",
    "bucket.s3.localhost., bucket",
    "my.dotted.bucket.s3.localhost:4566, my.dotted.bucket",
    "bucket.s3.localhost.localstack.cloud:4566, bucket",
    "bucket.s3.eu-west-2.localhost.localstack.cloud, bucket",
    "bucket.s3.amazonaws.com, bucket",
    "bucket.s3.us-west-2.amazonaws.com, bucket",
    "bucket.s3-us-west-2.amazonaws.com, bucket",
    "bucket.s3.dualstack.us-west-2.amazonaws.com, bucket",
    "bucket.s3-fips.us-gov-west-1.amazonaws.com, bucket",
    "bucket.s3-fips.dualstack.us-east-1.amazonaws.com, bucket",
    "bucket.s3-accelerate.amazonaws.com, bucket",
    "bucket.s3-accelerate.dualstack.amazonaws.com, bucket",
    "bucket.s3.cn-north-1.amazonaws.com.cn, bucket",
    "s3.s3.localhost, s3",
    "bucket--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com, "
        + "bucket--usw2-az1--x-s3",
    "bucket.localhost:4566, bucket",
    "my.bucket.localhost:4566, my.bucket",
    "sqs.localhost:4566, sqs",
  })
  void putsTheBucketOfTheHostBackIntoThePath(String host, String bucket) {
    Route.Found object = found(request("GET /a%20b/c?acl").host(host).signedFor("s3"));
    Route.Found list = found(request("GET /?list-type=2").host(host).signedFor("s3"));

    assertThat(object.operation().name()).isEqualTo("GetObjectAcl");
    assertThat(object.bucket()).isEqualTo(bucket);
    assertThat(object.head().path()).isEqualTo("/" + bucket + "/a%20b/c");
    assertThat(object.head().query()).isEqualTo("acl");
    assertThat(list.operation().name()).isEqualTo("ListObjectsV2");
    assertThat(list.head().path()).isEqualTo("/" + bucket);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:4566",
        "s3.localhost:4566",
        "s3.localhost.localstack.cloud:4566",
        "s3.amazonaws.com",
        "s3.us-west-2.amazonaws.com",
        "s3-us-west-2.amazonaws.com",
        "s3.dualstack.us-west-2.amazonaws.com",
        "127.0.0.1:4566",
        "[::1]:4566",
        "example.org",
        "",
        ":4566",
        ".",
        "..localhost..",
        "a/b.s3.localhost",
        "a%2Fb.s3.localhost",
        "bücket.s3.localhost",
      })
  void readsThePathAsItIsWhereTheHostNamesNoBucket(String host) {
    Route.Found found = found(request("GET /bucket/key").host(host).signedFor("s3"));

    assertThat(found.operation().name()).isEqualTo("GetObject");
    assertThat(found.bucket()).isNull();
    assertThat(found.head().path()).isEqualTo("/bucket/key");
  }

  @Test
  void readsAHostOfManyLabelsInNoTime() {
    String host = "a.".repeat(120) + "s3.localhost";

    assertThat(found(request("GET /key").host(host)).bucket()).hasSize(239);
    assertThat(found(request("GET /bucket/key").host("a.".repeat(100_000) + "localhost")).bucket())
        .isNull();
  }

  @Test
  void readsAnonymousRequestsByHost() {
    assertThat(found(request("GET /key").host("bucket.s3.localhost:4566")).head().path())
        .isEqualTo("/bucket/key");
    assertThat(found(request("GET /key").host("logs.localhost:4566")).bucket()).isEqualTo("logs");
  }

  @Test
  void knowsTheDomainsThatItIsGiven() {
    Router router = new Router(CATALOG, Set.of("cloud.example.org"), "eu-north-1");

    Route route = request("GET /key").host("bucket.s3.cloud.example.org:443").by(router);

    assertThat(route)
        .isInstanceOfSatisfying(
            Route.Found.class,
            found -> {
              assertThat(found.bucket()).isEqualTo("bucket");
              assertThat(found.region()).isEqualTo("eu-north-1");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "GET /v20180820/accesspoint, ListAccessPoints",
    "PUT /v20180820/accesspoint/name, CreateAccessPoint",
    "GET /v20180820/tags/arn%3Aaws%3As3%3A%3A%3Ab, ListTagsForResource",
    "GET /v20180820/tags/arn:aws:s3:us-east-1:1:accesspoint/a, ListTagsForResource",
    "GET /v20180820/mrap/instances/a/policystatus, GetMultiRegionAccessPointPolicyStatus",
    "GET /v20180820/mrap/instances/a/b, GetMultiRegionAccessPoint",
  })
  void tellsTheControlPlaneByAccountOrHost(String line, String operation) {
    RouterRequest byAccount =
        request(line).signedFor("s3").with("x-amz-account-id", "123456789012");
    RouterRequest byHost =
        request(line).signedFor("s3").host("123456789012.s3-control.us-east-1.amazonaws.com");

    assertThat(found(byAccount).service().name()).isEqualTo("s3control");
    assertThat(name(byAccount)).isEqualTo(operation);
    assertThat(name(byHost)).isEqualTo(operation);
    assertThat(found(byHost).accountHint()).isEqualTo("123456789012");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123456789012.s3-control.us-east-1.amazonaws.com",
        "123456789012.s3-control.dualstack.us-east-1.amazonaws.com",
        "123456789012.s3-control.us-east-1.localhost:4566",
        "123456789012.localhost:4566",
        "123456789012.localhost.localstack.cloud:4566",
      })
  void tellsTheControlPlaneByAnAccountBeforeTheHost(String host) {
    RouterRequest anonymous = request("GET /v20180820/accesspoint/name").host(host);

    for (RouterRequest each : List.of(anonymous, anonymous.signedFor("s3"))) {
      assertThat(found(each).service().name()).isEqualTo("s3control");
      assertThat(found(each).operation().name()).isEqualTo("GetAccessPoint");
      assertThat(found(each).bucket()).isNull();
      assertThat(found(each).accountHint()).isEqualTo("123456789012");
      assertThat(ROUTER.address(each.head()).bucket()).isNull();
    }
  }

  @Test
  void tellsTheControlPlaneByTheAccountOfAnAnonymousRequest() {
    RouterRequest request =
        request("GET /v20180820/accesspoint").with("x-amz-account-id", "123456789012");

    assertThat(found(request).service().name()).isEqualTo("s3control");
  }

  @ParameterizedTest
  @CsvSource({
    "123456789012.s3.localhost, /v20180820/accesspoint",
    "123456789012.bucket.localhost, /v20180820/accesspoint",
    "12345678901.localhost, /v20180820/accesspoint",
    "123456789012.localhost, /accesspoint",
  })
  void letsABucketHaveANameLikeAnAccount(String host, String path) {
    assertThat(name(request("GET " + path).host(host))).isEqualTo("GetObject");
  }

  @Test
  void tellsTheControlPlaneOfDirectoryBucketsAndOutposts() {
    assertThat(
            name(
                request("GET /v20180820/accesspointfordirectory")
                    .signedFor("s3express")
                    .with("x-amz-account-id", "123456789012")))
        .isEqualTo("ListAccessPointsForDirectoryBuckets");
    assertThat(
            found(
                    request("PUT /v20180820/bucket/b")
                        .signedFor("s3-outposts")
                        .with("x-amz-outpost-id", "op-1"))
                .service()
                .name())
        .isEqualTo("s3control");
  }

  @Test
  void letsABucketHaveANameLikeTheControlPlane() {
    assertThat(name(request("GET /v20180820/accesspoint").signedFor("s3"))).isEqualTo("GetObject");
  }

  @Test
  void listsDirectoryBucketsAtTheirOwnAddress() {
    assertThat(name(request("GET /").signedFor("s3express"))).isEqualTo("ListDirectoryBuckets");
    assertThat(
            name(
                request("GET /")
                    .signedFor("s3express")
                    .host("s3express-control.us-west-2.amazonaws.com")))
        .isEqualTo("ListDirectoryBuckets");
  }

  @Test
  void takesSessionsOfDirectoryBuckets() {
    assertThat(name(request("GET /bucket/key").signedFor("s3express"))).isEqualTo("GetObject");
  }
}
