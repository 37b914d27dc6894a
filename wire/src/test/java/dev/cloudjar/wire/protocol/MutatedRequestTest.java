package dev.cloudjar.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.MalformedRequestException;
import dev.cloudjar.wire.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkPojo;

/** Requests that were valid until somebody broke them: read or refused, never anything else. */
class MutatedRequestTest {
  private static final int MUTATIONS = 1500;
  private static final long FIXED_SEED = 7;
  private static final Set<String> CODES =
      Set.of(
          "SerializationException",
          "MalformedXML",
          "InvalidArgument",
          "MalformedInput",
          "MalformedQueryString",
          "InvalidParameterValue");

  private final Catalog catalog = Catalog.load();

  @ParameterizedTest
  @CsvSource({
    "sqs, SendMessageBatch",
    "dynamodb, PutItem",
    "kinesis, PutRecords",
    "ec2, RunInstances",
    "iam, SimulateCustomPolicy",
    "cloudwatch, PutMetricAlarm",
    "s3, PutBucketLifecycleConfiguration",
    "s3, PutObjectAcl",
    "s3, ListObjectsV2",
    "route53, ChangeResourceRecordSets",
    "cloudfront, CreateDistribution",
    "lambda, CreateFunction",
    "apigateway, GetExport",
    "wafv2, CreateWebACL",
    "glue, CreateTable"
  })
  void areReadOrRefused(String serviceName, String operationName) {
    ServiceModel service = catalog.service(serviceName);
    OperationModel operation = service.operations().get(operationName);
    long newSeed = Long.getLong("mutations.seed", new Random().nextLong());
    for (long seed : new long[] {FIXED_SEED, newSeed}) {
      OfficialClient.Sent valid = valid(service, operation, seed);
      Random random = new Random(seed);
      int refused = 0;
      for (int i = 0; i < MUTATIONS; i++) {
        ByteBuffer body = ByteBuffer.wrap(mutated(bytes(valid.body()), random));
        String query = text(mutated(bytes(valid.head().query()), random));
        String path = text(mutated(bytes(valid.head().path()), random));
        RequestHead head =
            new RequestHead(valid.head().method(), path, query, valid.head().headers());
        try {
          SdkPojo builder =
              Specimens.newBuilder(
                  Class.forName(service.modelPackage() + '.' + operation.requestClass()));
          Codecs.forRequest(service, head).read(service, operation, builder, head, body);
        } catch (MalformedRequestException refusal) {
          refused++;
          assertThat(CODES).contains(refusal.code());
          assertThat(refusal.status()).isEqualTo(400);
        } catch (ReflectiveOperationException | RuntimeException | Error other) {
          throw new AssertionError("seed " + seed + ", mutation " + i, other);
        }
      }
      assertThat(refused).as("refused with seed %d", seed).isPositive();
    }
  }

  private static OfficialClient.Sent valid(
      ServiceModel service, OperationModel operation, long seed) {
    try {
      SdkPojo request =
          new Specimens(seed, Specimens.Fullness.FULL, Specimens.Alphabet.XML, service)
              .of(
                  Class.forName(service.modelPackage() + '.' + operation.requestClass())
                      .asSubclass(SdkPojo.class));
      OfficialClient.Sent[] valid = new OfficialClient.Sent[1];
      try {
        new OfficialClient(service)
            .call(
                operation,
                request,
                sent -> {
                  valid[0] = sent;
                  throw new IllegalStateException("enough");
                });
      } catch (RuntimeException enough) {
        assertThat(valid[0]).isNotNull();
      }
      return valid[0];
    } catch (ClassNotFoundException broken) {
      throw new LinkageError(broken.getMessage(), broken);
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original.clone();
    if (bytes.length == 0) {
      return bytes;
    }
    for (int changes = random.nextInt(3); changes >= 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 3 -> bytes = spliced(bytes, at, random.nextInt(bytes.length), random.nextInt(64));
        case 4 -> bytes[at] = (byte) "{}[]\"<>&;=.%,:0-9e\\/ '".charAt(random.nextInt(22));
        default -> {
          int end = Math.min(bytes.length, at + random.nextInt(32));
          byte[] shorter = new byte[bytes.length - (end - at)];
          System.arraycopy(bytes, 0, shorter, 0, at);
          System.arraycopy(bytes, end, shorter, at, bytes.length - end);
          bytes = shorter.length == 0 ? bytes : shorter;
        }
      }
    }
    return bytes;
  }

  /** The bytes with a piece of themselves put in again elsewhere. */
  private static byte[] spliced(byte[] bytes, int at, int from, int length) {
    int end = Math.min(bytes.length, from + length);
    byte[] longer = new byte[bytes.length + end - from];
    System.arraycopy(bytes, 0, longer, 0, at);
    System.arraycopy(bytes, from, longer, at, end - from);
    System.arraycopy(bytes, at, longer, at + end - from, bytes.length - at);
    return longer;
  }
}
