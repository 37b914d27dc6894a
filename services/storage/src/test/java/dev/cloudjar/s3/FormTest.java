package dev.cloudjar.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestClock;
import dev.cloudjar.junit.TestCloud;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Moves the clock, so the cloud is its own. */
@CloudjarTest(rooms = S3Room.class, shared = false)
class FormTest {
  private static final String BOUNDARY = "----WebKitFormBoundaryAaB03x";
  private static final String TYPE = "Content-Type: multipart/form-data; boundary=" + BOUNDARY;

  private final S3Client s3;
  private final TestCloud cloud;
  private final WebHttp http;
  private final String bucket;
  private final String host;

  FormTest(S3Client s3, TestCloud cloud) {
    this.s3 = s3;
    this.cloud = cloud;
    this.http = new WebHttp(cloud.port());
    this.bucket = cloud.unique("forms");
    this.host = bucket + ".s3.localhost:" + cloud.port();
  }

  @BeforeEach
  void createBucket() {
    s3.createBucket(it -> it.bucket(bucket));
  }

  /** The fields of a form that is signed for what its policy has. */
  private Map<String, String> signed(Instant expiration, String... conditions) {
    String date = "20300101";
    String credential = cloud.accountId() + "/" + date + "/us-east-1/s3/aws4_request";
    StringBuilder policy = new StringBuilder("{\"expiration\": \"" + expiration + "\"");
    policy.append(", \"conditions\": [{\"bucket\": \"").append(bucket).append("\"}");
    policy.append(", {\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"}");
    policy.append(", {\"x-amz-credential\": \"").append(credential).append("\"}");
    policy.append(", {\"x-amz-date\": \"").append(date).append("T000000Z\"}");
    for (String condition : conditions) {
      policy.append(", ").append(condition);
    }
    String text = base64(policy.append("]}").toString());
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("policy", text);
    fields.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
    fields.put("x-amz-credential", credential);
    fields.put("x-amz-date", date + "T000000Z");
    fields.put("x-amz-signature", signature(date, text));
    return fields;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String signature(String date, String text) {
    byte[] key = hmac("AWS4test".getBytes(StandardCharsets.UTF_8), date);
    for (String part : new String[] {"us-east-1", "s3", "aws4_request"}) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, text));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> with(Map<String, String> fields, String... more) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    all.putAll(fields);
    return all;
  }

  private static byte[] form(Map<String, String> fields, byte[] file, String ending) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringBuilder head = new StringBuilder();
    fields.forEach(
        (name, value) ->
            head.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
    head.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\";");
    head.append(" filename=\"C:\\pictures\\cat.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
    out.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(file);
    out.writeBytes(("\r\n--" + BOUNDARY + ending).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private WebHttp.Answer post(Map<String, String> fields, byte[] file) {
    return http.send("POST", host, "/", form(fields, file, "--\r\n"), TYPE);
  }

  private WebHttp.Answer post(Map<String, String> fields, String file) {
    return post(fields, file.getBytes(StandardCharsets.UTF_8));
  }

  private Instant soon() {
    return cloud.clock().now().plus(Duration.ofHours(1));
  }

  private static void assertRefused(WebHttp.Answer answer, int status, String code, String words) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("<Code>" + code + "</Code>").contains(words);
  }

  private void assertNothingWasWritten() {
    assertThat(s3.listObjectsV2(it -> it.bucket(bucket)).contents()).isEmpty();
  }

  @Test
  void aSignedFormBecomesAnObject() {
    Map<String, String> fields =
        signed(
            soon(),
            "[\"starts-with\", \"$key\", \"user/\"]",
            "{\"acl\": \"private\"}",
            "{\"Content-Type\": \"image/jpeg\"}",
            "[\"starts-with\", \"$x-amz-meta-colour\", \"\"]",
            "[\"starts-with\", \"$tagging\", \"\"]",
            "{\"success_action_status\": \"201\"}",
            "[\"content-length-range\", 1, 100]");
    WebHttp.Answer answer =
        post(
            with(
                fields,
                "Key",
                "user/${filename}",
                "acl",
                "private",
                "Content-Type",
                "image/jpeg",
                "x-amz-meta-colour",
                "black & white",
                "x-ignore-me",
                "whatever",
                "tagging",
                "<Tagging><TagSet><Tag><Key>a b</Key><Value>c+d</Value></Tag></TagSet></Tagging>",
                "success_action_status",
                "201"),
            "miaow");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(answer.header("location")).isEqualTo("http://" + host + "/user%2Fcat.jpg");
    assertThat(answer.body())
        .contains("<Bucket>" + bucket + "</Bucket><Key>user/cat.jpg</Key>")
        .contains("<ETag>&quot;" + Md5.hex("miaow".getBytes(StandardCharsets.UTF_8)) + "&quot;");
    assertThat(answer.header("etag")).startsWith("\"");
    var found = s3.getObjectAsBytes(it -> it.bucket(bucket).key("user/cat.jpg"));
    assertThat(found.asUtf8String()).isEqualTo("miaow");
    GetObjectResponse response = found.response();
    assertThat(response.contentType()).isEqualTo("image/jpeg");
    assertThat(response.metadata()).isEqualTo(Map.of("colour", "black & white"));
    var tag = s3.getObjectTagging(it -> it.bucket(bucket).key("user/cat.jpg")).tagSet().getFirst();
    assertThat(tag.key()).isEqualTo("a b");
    assertThat(tag.value()).isEqualTo("c+d");
  }

  @Test
  void theAnswerIsAsTheFormAsksFor() {
    assertThat(post(with(signed(soon(), "{\"key\": \"a\"}"), "key", "a"), "x").status())
        .isEqualTo(204);
    String redirect = "{\"success_action_redirect\": \"http://shop.example/thanks?a=b\"}";
    WebHttp.Answer led =
        post(
            with(
                signed(soon(), "{\"key\": \"a/b\"}", redirect),
                "key",
                "a/b",
                "success_action_redirect",
                "http://shop.example/thanks?a=b"),
            "x");
    assertThat(led.status()).isEqualTo(303);
    assertThat(led.header("location"))
        .startsWith("http://shop.example/thanks?a=b&bucket=" + bucket + "&key=a%2Fb&etag=%22");
    WebHttp.Answer inPath =
        http.send(
            "POST",
            "localhost:" + cloud.port(),
            "/" + bucket,
            form(with(signed(soon(), "{\"key\": \"c\"}"), "key", "c"), new byte[1], "--\r\n"),
            TYPE);
    assertThat(inPath.header("location"))
        .isEqualTo("http://localhost:" + cloud.port() + "/" + bucket + "/c");
  }

  @Test
  void largeFilesStreamWhateverComesBehindThem() throws IOException {
    byte[] file = new byte[5_000_000];
    new Random(7).nextBytes(file);
    System.arraycopy(
        ("\r\n--" + BOUNDARY.substring(0, 20)).getBytes(StandardCharsets.UTF_8),
        0,
        file,
        65_500,
        24);
    for (String ending :
        new String[] {
          "--\r\n",
          "--",
          "\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\nUpload\r\n--"
              + BOUNDARY
              + "--\r\n"
        }) {
      WebHttp.Answer answer =
          http.send(
              "POST",
              host,
              "/",
              form(with(signed(soon(), "{\"key\": \"big\"}"), "key", "big"), file, ending),
              TYPE);
      assertThat(answer.status()).as(answer.body()).isEqualTo(204);
      byte[] found = s3.getObjectAsBytes(it -> it.bucket(bucket).key("big")).asByteArray();
      assertThat(Arrays.equals(found, file)).isTrue();
      s3.deleteObject(it -> it.bucket(bucket).key("big"));
    }
    assertThat(post(with(signed(soon(), "{\"key\": \"none\"}"), "key", "none"), "").status())
        .isEqualTo(204);
    assertThat(s3.headObject(it -> it.bucket(bucket).key("none")).contentLength()).isZero();
  }

  @Test
  void whatThePolicyDoesNotAllowIsRefused() {
    assertRefused(
        post(with(signed(soon(), "{\"key\": \"a\"}"), "key", "b"), "x"),
        403,
        "AccessDenied",
        "Invalid according to Policy: Policy Condition failed: [\"eq\", \"$key\", \"a\"]"
            .replace("\"", "&quot;"));
    assertRefused(
        post(with(signed(soon(), "{\"key\": \"a\"}"), "key", "a", "x-amz-meta-b", "c"), "x"),
        403,
        "AccessDenied",
        "Invalid according to Policy: Extra input fields: x-amz-meta-b");
    assertRefused(
        post(
            with(
                signed(soon(), "{\"key\": \"a\"}", "[\"content-length-range\", 2, 3]"), "key", "a"),
            "x"),
        400,
        "EntityTooSmall",
        "<ProposedSize>1</ProposedSize>");
    assertRefused(
        post(
            with(
                signed(soon(), "{\"key\": \"a\"}", "[\"content-length-range\", 2, 3]"), "key", "a"),
            "four"),
        400,
        "EntityTooLarge",
        "<ProposedSize>4</ProposedSize>");
    Map<String, String> forged = with(signed(soon(), "{\"key\": \"a\"}"), "key", "a");
    forged.put("policy", base64("{\"expiration\": \"2099-01-01T00:00:00Z\", \"conditions\": []}"));
    assertThat(post(forged, "x").status()).isEqualTo(403);
    assertRefused(post(Map.of("key", "a"), "x"), 403, "AccessDenied", "Access Denied");
    assertNothingWasWritten();
  }

  @Test
  void theFormExpires(TestClock clock) {
    Map<String, String> fields = with(signed(soon(), "{\"key\": \"a\"}"), "key", "a");
    assertThat(post(fields, "x").status()).isEqualTo(204);
    clock.advance(Duration.ofHours(2));
    assertRefused(
        post(fields, "x"), 403, "AccessDenied", "Invalid according to Policy: Policy expired.");
  }

  @Test
  void whatIsNoFormIsRefused() {
    Map<String, String> fields = with(signed(soon(), "{\"key\": \"a\"}"), "key", "a");
    assertRefused(
        post(signed(soon(), "{\"key\": \"a\"}"), "x"),
        400,
        "InvalidArgument",
        "Bucket POST must contain a field named");
    Map<String, String> unsigned = with(fields);
    unsigned.remove("x-amz-signature");
    assertRefused(post(unsigned, "x"), 400, "InvalidArgument", "X-Amz-Signature");
    assertRefused(
        post(with(fields, "x-ignore-a", "i".repeat(21_000)), "x"),
        400,
        "MaxPostPreDataLengthExceeded",
        "20480");
    assertRefused(
        http.send(
            "POST",
            host,
            "/",
            ("--"
                    + BOUNDARY
                    + "\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na\r\n--"
                    + BOUNDARY
                    + "--\r\n")
                .getBytes(StandardCharsets.UTF_8),
            TYPE),
        400,
        "InvalidArgument",
        "POST requires exactly one file upload per request.");
    for (String body :
        new String[] {
          "",
          "nonsense",
          "--" + BOUNDARY,
          "--" + BOUNDARY + "\r\nno-such: header\r\n\r\nx\r\n--" + BOUNDARY + "--\r\n",
          "--" + BOUNDARY + "x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na"
        }) {
      assertRefused(
          http.send("POST", host, "/", body.getBytes(StandardCharsets.UTF_8), TYPE),
          400,
          "MalformedPOSTRequest",
          "The body of your POST request is not well-formed multipart/form-data.");
    }
    String whole = new String(form(fields, new byte[9], "--\r\n"), StandardCharsets.UTF_8);
    assertRefused(
        http.send(
            "POST",
            host,
            "/",
            whole.substring(0, whole.length() - 20).getBytes(StandardCharsets.UTF_8),
            TYPE),
        400,
        "MalformedPOSTRequest",
        "");
    assertRefused(
        http.send("POST", host, "/", new byte[0], "Content-Type: multipart/form-data"),
        400,
        "MalformedPOSTRequest",
        "");
    assertNothingWasWritten();
  }

  @Test
  void policiesThatAreNoneAreRefused() {
    for (String policy :
        new String[] {
          "{",
          "{\"conditions\": []}",
          "{\"expiration\": \"2099-01-01T00:00:00Z\"}",
          "{\"expiration\": \"tomorrow\", \"conditions\": []}",
          "{\"expiration\": \"2099-01-01T00:00:00Z\", \"conditions\": [[\"eq\", \"key\", \"a\"]]}",
          "{\"expiration\": \"2099-01-01T00:00:00Z\", \"conditions\": [[\"near\", \"$key\", 1]]}",
          "{\"expiration\": \"2099-01-01T00:00:00Z\","
              + " \"conditions\": [[\"content-length-range\", -1, 1]]}"
        }) {
      Map<String, String> fields = with(signed(soon()), "key", "a");
      fields.put("policy", base64(policy));
      fields.put("x-amz-signature", signature("20300101", base64(policy)));
      assertRefused(post(fields, "x"), 400, "InvalidPolicyDocument", "Invalid Policy: ");
    }
  }

  @Test
  void anybodyMayFillInTheFormOfAPublicBucket() {
    s3.deletePublicAccessBlock(it -> it.bucket(bucket));
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                     "Action": "s3:PutObject", "Resource": "arn:aws:s3:::%s/*",
                     "Condition": {"StringEqualsIfExists": {"s3:authType": "POST"}}}]}
                    """
                        .formatted(bucket)));
    assertThat(post(Map.of("key", "guest"), "hello").status()).isEqualTo(204);
    assertThat(s3.getObjectAsBytes(it -> it.bucket(bucket).key("guest")).asUtf8String())
        .isEqualTo("hello");
  }
}
