package dev.cloudjar.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MessageCodecsTest {

  @Test
  void a_state_is_read_as_it_was_written() {
    MessageState full =
        new MessageState(
            3, 1_796_975_390_123L, 200, 7, 1_796_975_360_123L, 1_796_975_000_000L, "group");
    assertThat(reread(full)).isEqualTo(full);
    MessageState sent = MessageState.sent(0, null);
    assertThat(reread(sent)).isEqualTo(sent);
  }

  @Test
  void a_content_is_read_as_it_was_written() {
    MessageContent full =
        new MessageContent(
            "id",
            "body \u20ac \ud83d\ude00",
            "md5",
            List.of(
                new MessageAttribute("a", "String", "text", null),
                new MessageAttribute("b", "Binary", null, new byte[] {0, 1, -1})),
            "attributes' md5",
            "sender",
            "trace",
            "deduplication",
            "arn");
    MessageContent read = MessageCodecs.CONTENT.read(MessageCodecs.CONTENT.write(full));
    assertThat(read).usingRecursiveComparison().isEqualTo(full);
    MessageContent least =
        new MessageContent("id", "b", "md5", List.of(), null, "sender", null, null, null);
    assertThat(MessageCodecs.CONTENT.read(MessageCodecs.CONTENT.write(least))).isEqualTo(least);
  }

  private static MessageState reread(MessageState state) {
    return MessageCodecs.STATE.read(MessageCodecs.STATE.write(state));
  }
}
