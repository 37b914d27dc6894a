package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Whole requests that are damaged are answered by errors of S3, and never by one of ours. */
@CloudjarTest(rooms = S3Room.class)
class RequestFuzzTest {
  private static final long SEED = Long.getLong("cloudjar.fuzz.seed", 20_260_101);
  private static final int ROUNDS = Integer.getInteger("cloudjar.fuzz.rounds", 40);
  private static final Set<String> UNSENDABLE = Set.of("host", "content-length", "expect");

  /** What is said of a bucket, by the parameter that names it. */
  private static final Map<String, String> CONFIGURATIONS =
      Map.ofEntries(
          Map.entry(
              "cors",
              "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET"
                  + "</AllowedMethod><MaxAgeSeconds>3000</MaxAgeSeconds></CORSRule></CORSConfiguration>"),
          Map.entry(
              "lifecycle",
              "<LifecycleConfiguration><Rule><ID>a</ID><Filter><And><Prefix>x</Prefix><Tag><Key>k"
                  + "</Key><Value>v</Value></Tag></And></Filter><Status>Enabled</Status><Transition>"
                  + "<Days>30</Days><StorageClass>GLACIER</StorageClass></Transition><Expiration>"
                  + "<Date>2030-01-01T00:00:00Z</Date></Expiration></Rule></LifecycleConfiguration>"),
          Map.entry(
              "tagging",
              "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>"),
          Map.entry(
              "versioning",
              "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"),
          Map.entry(
              "website",
              "<WebsiteConfiguration><IndexDocument><Suffix>i.html</Suffix></IndexDocument><RoutingRules>"
                  + "<RoutingRule><Condition><KeyPrefixEquals>a</KeyPrefixEquals></Condition><Redirect>"
                  + "<HttpRedirectCode>301</HttpRedirectCode><ReplaceKeyWith>b</ReplaceKeyWith></Redirect>"
                  + "</RoutingRule></RoutingRules></WebsiteConfiguration>"),
          Map.entry(
              "logging",
              "<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>p/"
                  + "</TargetPrefix></LoggingEnabled></BucketLoggingStatus>"),
          Map.entry(
              "notification",
              "<NotificationConfiguration><QueueConfiguration><Queue>arn:aws:sqs:us-east-1:1:q</Queue>"
                  + "<Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name>"
                  + "<Value>a</Value></FilterRule></S3Key></Filter></QueueConfiguration>"
                  + "</NotificationConfiguration>"),
          Map.entry(
              "replication",
              "<ReplicationConfiguration><Role>arn:aws:iam::111111111111:role/r</Role><Rule><ID>a</ID>"
                  + "<Priority>1</Priority><Status>Enabled</Status><Filter><Prefix/></Filter>"
                  + "<DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication>"
                  + "<Destination><Bucket>arn:aws:s3:::b</Bucket></Destination></Rule>"
                  + "</ReplicationConfiguration>"),
          Map.entry(
              "encryption",
              "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
                  + "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>"
                  + "<BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>"),
          Map.entry(
              "acl",
              "<AccessControlPolicy><Owner><ID>a</ID></Owner><AccessControlList><Grant><Grantee"
                  + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\">"
                  + "<ID>a</ID></Grantee><Permission>READ</Permission></Grant></AccessControlList>"
                  + "</AccessControlPolicy>"),
          Map.entry(
              "ownershipControls",
              "<OwnershipControls><Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule></OwnershipControls>"),
          Map.entry(
              "publicAccessBlock",
              "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"),
          Map.entry(
              "requestPayment",
              "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>"),
          Map.entry(
              "accelerate",
              "<AccelerateConfiguration><Status>Enabled</Status></AccelerateConfiguration>"),
          Map.entry(
              "object-lock",
              "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule>"
                  + "<DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule>"
                  + "</ObjectLockConfiguration>"),
          Map.entry(
              "inventory&id=a",
              "<InventoryConfiguration><Id>a</Id><IsEnabled>true</IsEnabled><IncludedObjectVersions>All"
                  + "</IncludedObjectVersions><Schedule><Frequency>Daily</Frequency></Schedule><Destination>"
                  + "<S3BucketDestination><Bucket>arn:aws:s3:::b</Bucket><Format>CSV</Format>"
                  + "</S3BucketDestination></Destination></InventoryConfiguration>"),
          Map.entry(
              "analytics&id=a",
              "<AnalyticsConfiguration><Id>a</Id><StorageClassAnalysis><DataExport><OutputSchemaVersion>V_1"
                  + "</OutputSchemaVersion><Destination><S3BucketDestination><Format>CSV</Format><Bucket>"
                  + "arn:aws:s3:::b</Bucket></S3BucketDestination></Destination></DataExport>"
                  + "</StorageClassAnalysis></AnalyticsConfiguration>"),
          Map.entry(
              "intelligent-tiering&id=a",
              "<IntelligentTieringConfiguration><Id>a</Id><Status>Enabled</Status><Tiering><Days>90</Days>"
                  + "<AccessTier>ARCHIVE_ACCESS</AccessTier></Tiering></IntelligentTieringConfiguration>"),
          Map.entry("metrics&id=a", "<MetricsConfiguration><Id>a</Id></MetricsConfiguration>"),
          Map.entry(
              "policy",
              "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\","
                  + "\"Action\":\"s3:GetObjectTorrent\",\"Resource\":\"arn:aws:s3:::x/*\"}]}"));

  /** What is asked of an object, or of several, by the path and its parameter. */
  private static final Map<String, String> REQUESTS =
      Map.of(
          "?delete",
          "<Delete><Object><Key>a</Key><VersionId>null</VersionId></Object><Quiet>true</Quiet></Delete>",
          "/key?uploadId=x",
          "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"a\"</ETag></Part></CompleteMultipartUpload>",
          "/key?restore",
          "<RestoreRequest><Days>1</Days><GlacierJobParameters><Tier>Bulk</Tier></GlacierJobParameters></RestoreRequest>",
          "/key?select&select-type=2",
          "<SelectObjectContentRequest><Expression>SELECT * FROM S3Object</Expression><ExpressionType>SQL"
              + "</ExpressionType><InputSerialization><CSV><FieldDelimiter>,</FieldDelimiter></CSV>"
              + "</InputSerialization><OutputSerialization><JSON/></OutputSerialization>"
              + "</SelectObjectContentRequest>");

  private final Mutations mutations = new Mutations(SEED);
  private final HttpClient http = HttpClient.newHttpClient();
  private final S3Client s3;
  private final S3Presigner presigner;
  private final TestCloud cloud;
  private final String bucket;
  private final List<String> wrong = new ArrayList<>();

  RequestFuzzTest(S3Client s3, S3Presigner presigner, TestCloud cloud) {
    this.s3 = s3;
    this.presigner = presigner;
    this.cloud = cloud;
    this.bucket = cloud.unique("damaged");
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
    s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromString("a,b\n1,2\n"));
  }

  private HttpResponse<String> signed(
      SdkHttpMethod method, String target, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(method)
            .uri(URI.create(cloud.endpoint() + "/" + bucket + target));
    headers.forEach(request::putHeader);
    SdkHttpRequest sent =
        AwsV4HttpSigner.create()
            .sign(
                it ->
                    it.identity(cloud.credentials().resolveCredentials())
                        .request(request.build())
                        .payload(ContentStreamProvider.fromByteArray(bytes))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false))
            .request();
    HttpRequest.Builder plain =
        HttpRequest.newBuilder(sent.getUri())
            .timeout(Duration.ofSeconds(20))
            .method(method.name(), BodyPublishers.ofByteArray(bytes));
    sent.forEachHeader(
        (name, values) -> {
          if (!UNSENDABLE.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> plain.header(name, value));
          }
        });
    return http.send(plain.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
  }

  /** Notes an answer that S3 would not give. */
  private void judge(String what, HttpResponse<String> answer) {
    int status = answer.statusCode();
    String body = answer.body();
    boolean honest =
        status == 501
            && (body.contains("<Code>NotImplemented</Code>")
                || body.contains("This cloud has no service"));
    boolean refused = status >= 300 && status < 500;
    boolean told = status < 400 || body.isEmpty() || honest || body.contains("<Code>");
    boolean leaks = body.contains("Exception:") || body.contains("\tat ") || body.contains("java.");
    if ((status >= 300 && !refused && !honest) || !told || leaks) {
      wrong.add(status + " for " + what + "\n" + body);
    }
  }

  private void assertAllWell() {
    assertThat(wrong).as("seed " + SEED).isEmpty();
    assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("key")).asUtf8String())
        .isEqualTo("a,b\n1,2\n");
  }

  @Test
  void bodiesOfConfigurations() throws Exception {
    for (Map.Entry<String, String> each : CONFIGURATIONS.entrySet()) {
      for (int i = 0; i < ROUNDS; i++) {
        String body = mutations.ofText(each.getValue());
        judge(
            each.getKey() + " " + body,
            signed(SdkHttpMethod.PUT, "?" + each.getKey(), body, Map.of()));
      }
    }
    assertAllWell();
  }

  @Test
  void bodiesOfRequests() throws Exception {
    for (Map.Entry<String, String> each : REQUESTS.entrySet()) {
      for (int i = 0; i < ROUNDS; i++) {
        String body = mutations.ofText(each.getValue());
        judge(
            each.getKey() + " " + body, signed(SdkHttpMethod.POST, each.getKey(), body, Map.of()));
      }
    }
    assertAllWell();
  }

  /** Each of these once took seconds, or would have where a parser were less careful. */
  @Test
  @Timeout(20)
  void documentsThatMeanHarm() throws Exception {
    StringBuilder laughs = new StringBuilder("<!DOCTYPE lol [<!ENTITY a0 \"lol\">");
    for (int i = 1; i < 12; i++) {
      laughs.append("<!ENTITY a" + i + " \"" + ("&a" + (i - 1) + ";").repeat(10) + "\">");
    }
    laughs.append("]><Tagging>&a11;</Tagging>");
    for (String body :
        new String[] {
          laughs.toString(),
          "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Tagging>&x;</Tagging>",
          "<a>".repeat(300_000),
          "<Tagging " + "a='b' ".repeat(100_000) + "/>",
          "<Tagging>" + "<TagSet/>".repeat(100_000) + "</Tagging>",
          "<Tagging><!--" + "-".repeat(1_000_000)
        }) {
      HttpResponse<String> answer = signed(SdkHttpMethod.PUT, "?tagging", body, Map.of());
      judge(body.substring(0, 40), answer);
      assertThat(answer.statusCode()).as(body.substring(0, 40)).isEqualTo(400);
      assertThat(answer.body()).doesNotContain("root:");
    }
    assertAllWell();
  }

  @Test
  void headersOfReadsAndCopies() throws Exception {
    for (int i = 0; i < ROUNDS * 5; i++) {
      String range = header(mutations.ofText("bytes=0-3", "bytes=-2", "bytes=5-,1-2"));
      judge("range " + range, signed(SdkHttpMethod.GET, "/key", "", Map.of("Range", range)));
      String source = header(mutations.ofText("/" + bucket + "/key?versionId=null"));
      judge(
          "source " + source,
          signed(SdkHttpMethod.PUT, "/copy", "", Map.of("x-amz-copy-source", source)));
      String tags = header(mutations.ofText("a=b&c=%20d"));
      judge(
          "tags " + tags, signed(SdkHttpMethod.PUT, "/tagged", "x", Map.of("x-amz-tagging", tags)));
      String time = header(mutations.ofText("Sat, 01 Jan 2028 00:00:00 GMT", "\"etag\", *"));
      judge(
          "time " + time,
          signed(
              SdkHttpMethod.GET,
              "/key",
              "",
              Map.of("If-Modified-Since", time, "If-None-Match", time)));
    }
    assertAllWell();
  }

  /** What can be sent as the value of a header at all. */
  private static String header(String text) {
    String sendable = text.replaceAll("[^\\x20-\\x7e]", "?").strip();
    return sendable.isEmpty() ? "?" : sendable;
  }

  @Test
  void parametersOfPresignedAddresses() throws Exception {
    String url =
        presigner
            .presignGetObject(
                it ->
                    it.signatureDuration(Duration.ofMinutes(5))
                        .getObjectRequest(
                            g ->
                                g.bucket(bucket).key("key").responseContentType("text/plain; a=b")))
            .url()
            .toString();
    int query = url.indexOf('?') + 1;
    for (int i = 0; i < ROUNDS * 10; i++) {
      String damaged =
          mutations
              .ofText(url.substring(query))
              .replaceAll("[^\\x21-\\x7e]|[\"<>\\\\^`{|}\\[\\]#]", "!")
              .replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url.substring(0, query) + damaged))
              .timeout(Duration.ofSeconds(20))
              .build();
      judge(damaged, http.send(request, BodyHandlers.ofString(StandardCharsets.ISO_8859_1)));
    }
    assertAllWell();
  }
}
