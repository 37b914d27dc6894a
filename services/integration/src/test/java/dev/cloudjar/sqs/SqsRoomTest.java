package dev.cloudjar.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.OverSocket;
import dev.cloudjar.junit.TestCloud;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

@CloudjarTest(rooms = SqsRoom.class)
class SqsRoomTest {

  @Test
  void a_message_makes_its_way_over_the_wire(@OverSocket SqsClient sqs) {
    String queue = sqs.createQueue(it -> it.queueName("orders")).queueUrl();
    sqs.sendMessage(it -> it.queueUrl(queue).messageBody("hello"));
    Message message = sqs.receiveMessage(it -> it.queueUrl(queue)).messages().getFirst();
    assertThat(message.body()).isEqualTo("hello");
    sqs.deleteMessage(it -> it.queueUrl(queue).receiptHandle(message.receiptHandle()));
    assertThat(sqs.receiveMessage(it -> it.queueUrl(queue)).messages()).isEmpty();
  }

  @Test
  void every_operation_says_how_real_it_is(TestCloud cloud) throws Exception {
    URI coverage = cloud.endpoint().resolve("/_cloudjar/coverage/sqs");
    try (HttpClient client = HttpClient.newHttpClient()) {
      String page =
          client.send(HttpRequest.newBuilder(coverage).build(), BodyHandlers.ofString()).body();
      assertThat(page.split("\"fidelity\"", -1)).hasSize(24);
      assertThat(page).doesNotContain("not built yet");
    }
  }
}
