package dev.cloudjar.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptHandleTest {
  private static final ReceiptHandle HANDLE =
      new ReceiptHandle(new MessageKey(Long.MAX_VALUE, 1_796_975_390_123L, 42), 7);

  @Test
  void a_handle_is_read_by_the_queue_that_gave_it() {
    assertThat(ReceiptHandle.parse(HANDLE.toText("secret"), "secret")).contains(HANDLE);
  }

  @Test
  void a_handle_is_not_read_by_another_queue() {
    String text = HANDLE.toText("another secret");
    assertThat(ReceiptHandle.parse(text, "secret")).isEmpty();
    assertThat(ReceiptHandle.isWellFormed(text)).isTrue();
  }

  @Test
  void no_character_of_a_handle_can_be_changed() {
    String text = HANDLE.toText("secret");
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      String forged = text.substring(0, i) + other + text.substring(i + 1);
      assertThat(ReceiptHandle.parse(forged, "secret")).as(forged).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "AQEB", "\u20ac\u20ac\u20ac\u20ac"})
  void what_is_no_handle_is_no_handle(String text) {
    assertThat(ReceiptHandle.parse(text, "secret")).isEmpty();
    assertThat(ReceiptHandle.parse(text.repeat(68), "secret")).isEmpty();
    assertThat(ReceiptHandle.isWellFormed(text)).isFalse();
  }
}
