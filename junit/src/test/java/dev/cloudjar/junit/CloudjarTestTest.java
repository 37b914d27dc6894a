package dev.cloudjar.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.s3.S3Client;
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
