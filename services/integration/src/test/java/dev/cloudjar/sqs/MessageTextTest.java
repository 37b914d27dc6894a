package dev.cloudjar.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTextTest {

  @Test
  void exactly_the_characters_of_xml_are_allowed() {
    for (int character = 0; character <= 0x10FFFF; character++) {
      boolean expected =
          character == 0x9
              || character == 0xA
              || character == 0xD
              || (character >= 0x20 && character <= 0xD7FF)
              || (character >= 0xE000 && character <= 0xFFFD)
              || character >= 0x10000;
      assertThat(MessageText.isAllowed(Character.toString(character)))
          .as("%x", character)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "\u00e4", "\u20ac", "\ud83d\ude00", "a\u00e4\u20ac\ud83d\ude00"})
  void size_is_that_in_utf_8(String text) {
    assertThat(MessageText.sizeBytes(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }
}
