package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.EagerRoom;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Rooms;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sts.StsClient;

@Timeout(60)
class EagerRoomTest {
  private final CountDownLatch mayOpen = new CountDownLatch(1);
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  /** Hears all calls, and takes as long to open as the test wants. */
  private final class Listener implements EagerRoom {
    @Override
    public void open(Operations operations, Cloud cloud) {
      try {
        mayOpen.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      cloud.observers().add(answered -> heard.add(answered.call().operation()));
    }
  }

  @Test
  void opensByItselfAndHearsWhatItHasMissed() throws Exception {
    Rooms rooms = TestRooms.all().add("cloudwatchlogs", Listener::new).eager("cloudwatchlogs");
    try (CloudServer server = CloudServer.builder().rooms(rooms).start();
        StsClient sts = Sdk.client(server, StsClient.builder(), Sdk.key("test"))) {
      sts.getCallerIdentity();
      assertThat(heard).isEmpty();

      mayOpen.countDown();
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("GetCallerIdentity");

      sts.getSessionToken();
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("GetSessionToken");
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void oneThatDoesNotOpenHarmsNobody() throws IOException {
    Rooms rooms =
        TestRooms.all()
            .add(
                "cloudwatchlogs",
                () ->
                    (operations, cloud) -> {
                      throw new IllegalStateException("the test wants it so");
                    })
            .eager("cloudwatchlogs");
    try (CloudServer server = CloudServer.builder().rooms(rooms).start();
        StsClient sts = Sdk.client(server, StsClient.builder(), Sdk.key("test"))) {
      assertThat(sts.getCallerIdentity().account()).isEqualTo("000000000000");
    }
  }
}
