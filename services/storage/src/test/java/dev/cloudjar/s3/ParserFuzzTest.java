package dev.cloudjar.s3;

import static dev.cloudjar.s3.Refusals.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cloudjar.cloud.Fault;
import dev.cloudjar.s3.content.ByteRange;
import dev.cloudjar.s3.form.FormPolicy;
import dev.cloudjar.s3.form.InvalidPolicyException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What callers write in headers, forms and policies is read, or refused as AWS does. */
class ParserFuzzTest {
  private static final long SEED = Long.getLong("cloudjar.fuzz.seed", 20_260_101);
  private static final int ROUNDS = Integer.getInteger("cloudjar.fuzz.rounds", 3_000);
  private static final String POLICY =
      """
      {"expiration": "2030-01-01T00:00:00Z", "conditions": [{"bucket": "name"},
       ["starts-with", "$key", "up/"], ["content-length-range", 1, 1000], {"acl": "private"},
       ["eq", "$Content-Type", "text/plain"]]}
      """;

  private final Mutations mutations = new Mutations(SEED);

  /** Has every damaged text read; only faults of the caller may come of it. */
  private void each(Consumer<String> parser, String... originals) {
    for (int i = 0; i < ROUNDS; i++) {
      String text = mutations.ofText(originals);
      try {
        parser.accept(text);
      } catch (Fault e) {
        assertThat(e.status().orElse(400)).as(text).isBetween(400, 499);
        assertThat(e.code()).isNotEmpty();
      } catch (InvalidPolicyException e) {
        assertThat(e.reason()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed " + SEED + ": " + text, e);
      }
    }
  }

  @Test
  void ranges() {
    each(
        text -> {
          if (ByteRange.parse(text, 1000) instanceof ByteRange.Part(ByteRange range)) {
            assertThat(range.first()).isBetween(0L, range.last());
            assertThat(range.last()).isLessThan(1000);
          }
        },
        "bytes=0-9",
        "bytes=-5",
        "bytes=5-",
        "bytes=0-1,5-7",
        "bytes = 999-99999999999999999999");
  }

  @Test
  void copySources() {
    each(
        text -> assertThat(CopySource.parse(text).key()).isNotEmpty(),
        "/bucket/a%20key?versionId=abc",
        "bucket/key",
        "arn:aws:s3:us-east-1:111111111111:accesspoint/name/object/a/key?versionId=null");
  }

  @Test
  void tagsOfHeaders() {
    each(
        text -> assertThat(Tags.ofHeader(text)).hasSizeLessThanOrEqualTo(10),
        "a=b&c=d%20e&f",
        "key=%C3%A4+b&aws=x");
  }

  @Test
  void identifiersAndTimes() {
    each(
        text -> {
          UploadId.parse(text);
          HttpDate.parse(text);
          S3Arn.parse(text);
          SafeText.decode(text);
          BucketName.isValid(text);
        },
        "Sat, 01 Jan 2028 00:00:00 GMT",
        "arn:aws:s3:::bucket/key",
        "3sL4kqtJlcpXroDTDmJ-rmSpXd3dIbrHY",
        "my-bucket.name");
  }

  @Test
  void policiesOfBuckets() {
    each(
        BucketPolicyOperations::read,
        """
        {"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow",
         "Principal": {"AWS": ["111111111111", "arn:aws:iam::111111111111:root"]},
         "Action": ["s3:GetObject", "s3:Put*"], "Resource": "arn:aws:s3:::name/*",
         "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
                       "NumericLessThan": {"s3:max-keys": "10"}}}]}
        """);
    String nested = "{\"Statement\": " + "[".repeat(100_000);
    for (String text : new String[] {nested, nested.replace("[", "{\"a\": ")}) {
      assertFault(() -> BucketPolicyOperations.read(text), "MalformedPolicy");
    }
  }

  @Test
  void policiesOfForms() {
    each(
        text ->
            FormPolicy.parse(
                Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))),
        POLICY);
    each(
        FormPolicy::parse,
        Base64.getEncoder().encodeToString(POLICY.getBytes(StandardCharsets.UTF_8)));
  }
}
