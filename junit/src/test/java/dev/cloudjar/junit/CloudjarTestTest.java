package dev.cloudjar.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponseHandler;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import software.amazon.awssdk.services.sts.StsClient;

class CloudjarTestTest {

  @CloudjarTest(rooms = StsRoom.class)
  @Nested
  class Parameters {
    private final StsClient ofTheConstructor;
    private String ofBeforeEach = "";

    Parameters(StsClient sts) {
      ofTheConstructor = sts;
    }

    @BeforeEach
    void askWho(StsClient sts) {
      ofBeforeEach = sts.getCallerIdentity().account();
    }

    @Test
    void belongToOneAccountInConstructorLifecycleAndTest(StsClient sts, TestCloud cloud) {
      assertThat(sts.getCallerIdentity().account())
          .isEqualTo(cloud.accountId())
          .isEqualTo(ofBeforeEach)
          .isEqualTo(ofTheConstructor.getCallerIdentity().account());
    }

    @Test
    void canBeClientsOfAnyKind(
        StsAsyncClient async, @OverSocket StsClient socket, S3Client s3, S3Presigner presigner) {
      String account = socket.getCallerIdentity().account();
      assertThat(async.getCallerIdentity().join().account()).isEqualTo(account);
      assertThat(s3.serviceClientConfiguration().region().id()).isEqualTo("us-east-1");
      var presigned =
          presigner.presignGetObject(
              request ->
                  request
                      .signatureDuration(Duration.ofMinutes(1))
                      .getObjectRequest(object -> object.bucket("bucket").key("key")));
      assertThat(presigned.url().getPath()).isEqualTo("/bucket/key");
    }

    @Test
    void actForOtherAccountsWhenAsked(TestCloud cloud) {
      String other = cloud.newAccountId();
      StsClient sts = cloud.client(StsClient.class, cloud.credentialsOf(other));
      assertThat(sts.getCallerIdentity().account())
          .isEqualTo(other)
          .isNotEqualTo(cloud.accountId());
    }
  }

  @CloudjarTest(rooms = StsRoom.class)
  @Nested
  class Calls {
    @Test
    void stayWithinTheProcessUnlessTold(
        StsClient sts,
        StsAsyncClient async,
        @OverSocket StsClient over,
        @OverSocket StsAsyncClient asyncOver) {
      assertThat(sts.getCallerIdentity().userId()).isEqualTo("inside");
      assertThat(async.getCallerIdentity().join().userId()).isEqualTo("inside");
      assertThat(over.getCallerIdentity().userId()).isEqualTo("outside");
      assertThat(asyncOver.getCallerIdentity().join().userId()).isEqualTo("outside");
    }

    @Test
    void areRefusedAsOverTheNetwork(StsClient sts, @OverSocket StsClient over) {
      for (StsClient each : List.of(sts, over)) {
        assertThatThrownBy(each::getSessionToken)
            .asInstanceOf(InstanceOfAssertFactories.type(AwsServiceException.class))
            .satisfies(e -> assertThat(e.statusCode()).isEqualTo(501))
            .satisfies(e -> assertThat(e.requestId()).isNotBlank());
      }
    }
  }

  @CloudjarTest(rooms = S3Room.class)
  @Nested
  class Streams {
    private final byte[] bytes = new byte[3_000_000];

    @BeforeEach
    void fill() {
      new Random(7).nextBytes(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes", "file", "streamed"})
    void passBothWays(String kind, S3Client s3, S3AsyncClient async) {
      s3.putObject(r -> r.bucket("bucket").key(kind), RequestBody.fromBytes(bytes));
      assertThat(get(s3, kind)).isEqualTo(bytes);
      assertThat(get(async, kind)).isEqualTo(bytes);
      async
          .putObject(
              r -> r.bucket("bucket").key(kind),
              AsyncRequestBody.fromBytes(Arrays.copyOf(bytes, 2_000_000)))
          .join();
      assertThat(get(s3, kind)).isEqualTo(Arrays.copyOf(bytes, 2_000_000));
      s3.putObject(r -> r.bucket("bucket").key(kind), RequestBody.fromString("short"));
      assertThat(get(async, kind)).asString().isEqualTo("short");
      s3.putObject(r -> r.bucket("bucket").key(kind), RequestBody.empty());
      assertThat(get(s3, kind)).isEmpty();
      assertThat(get(async, kind)).isEmpty();
    }

    @Test
    void canBeLeftHalfRead(S3Client s3) throws IOException {
      s3.putObject(r -> r.bucket("bucket").key("file/half"), RequestBody.fromBytes(bytes));
      for (int i = 0; i < 20; i++) {
        try (var stream = s3.getObject(r -> r.bucket("bucket").key("file/half"))) {
          assertThat(stream.read()).isEqualTo(bytes[0] & 0xFF);
          stream.abort();
        }
      }
      assertThat(get(s3, "file/half")).isEqualTo(bytes);
    }

    @Test
    void ofEventsArrive(S3AsyncClient inside, @OverSocket S3AsyncClient outside) {
      for (S3AsyncClient s3 : List.of(inside, outside)) {
        List<Object> events = new ArrayList<>();
        s3.selectObjectContent(
                r ->
                    r.bucket("b")
                        .key("k")
                        .expression("x")
                        .expressionType("SQL")
                        .inputSerialization(in -> in.csv(csv -> {}))
                        .outputSerialization(out -> out.csv(csv -> {})),
                SelectObjectContentResponseHandler.builder().subscriber(events::add).build())
            .join();
        assertThat(events).hasSize(2);
      }
    }

    private static byte[] get(S3Client s3, String key) {
      return s3.getObjectAsBytes(r -> r.bucket("bucket").key(key)).asByteArray();
    }

    private static byte[] get(S3AsyncClient s3, String key) {
      return s3.getObject(r -> r.bucket("bucket").key(key), AsyncResponseTransformer.toBytes())
          .join()
          .asByteArray();
    }
  }

  @CloudjarTest(rooms = StsRoom.class, data = Data.DISK)
  @Nested
  class OnDisk {
    @Test
    void outlivesARestartAndSoDoClients(
        TestCloud cloud, TestClock clock, StsClient sts, @OverSocket StsClient over) {
      assertThat(asker(sts)).isEqualTo(cloud.accountId());
      clock.advance(Duration.ofDays(90));
      var before = clock.now();
      cloud.restart();
      StsClient other = cloud.client(StsClient.class, cloud.credentialsOf(cloud.newAccountId()));
      assertThat(asker(other)).isEqualTo(cloud.accountId());
      assertThat(asker(sts)).isEqualTo(cloud.accountId());
      assertThat(asker(over)).isEqualTo(cloud.accountId());
      assertThat(clock.now()).isAfterOrEqualTo(before);
    }

    private static String asker(StsClient sts) {
      return sts.getAccessKeyInfo(r -> r.accessKeyId("AKIAIOSFODNN7EXAMPLE")).account();
    }
  }

  @CloudjarTest(rooms = StsRoom.class)
  @Nested
  class Accounts {
    private static final Set<String> SEEN = new HashSet<>();

    @RepeatedTest(3)
    void areNewForEachTest(TestCloud cloud) {
      assertThat(SEEN.add(cloud.accountId())).isTrue();
      assertThat(cloud.accountId()).matches("\\d{12}");
      assertThat(cloud.unique("bucket")).isNotEqualTo(cloud.unique("bucket"));
    }
  }

  @CloudjarTest(rooms = StsRoom.class)
  @Nested
  class ClassesThatSetUp {
    private static String account = "";

    @BeforeAll
    static void setUp(TestCloud cloud) {
      account = cloud.accountId();
    }

    @RepeatedTest(2)
    void shareTheirAccountWithTheirTests(TestCloud cloud) {
      assertThat(cloud.accountId()).isEqualTo(account);
    }
  }

  @CloudjarTest(rooms = StsRoom.class, shared = false)
  @Nested
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  class Clock {
    @Test
    @Order(1)
    void canBeMovedAndFrozen(TestClock clock) {
      var before = clock.now();
      clock.freeze();
      clock.advance(Duration.ofDays(90));
      assertThat(clock.now()).isBetween(before.plus(Duration.ofDays(90)), clock.now());
      assertThat(clock.now()).isEqualTo(clock.now());
    }

    @Test
    @Order(2)
    void runsAgainAfterTheTest(TestClock clock) {
      clock.freeze();
      var frozen = clock.now();
      clock.resume();
      assertThat(clock.advance(Duration.ZERO).to()).isAfterOrEqualTo(frozen);
    }
  }

  @CloudjarTest(rooms = StsRoom.class)
  @Nested
  class InMemory {
    @Test
    void cannotBeRestarted(TestCloud cloud) {
      assertThatThrownBy(cloud::restart).hasMessageContaining("Data.DISK");
    }
  }
}
