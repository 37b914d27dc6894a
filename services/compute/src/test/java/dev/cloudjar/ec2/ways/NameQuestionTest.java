package dev.cloudjar.ec2.ways;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.Ipv4Address;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NameQuestionTest {
  private static final int MALFORMED = 1;

  private static byte[] question(String head, String rest) {
    return HexFormat.of().parseHex((head + rest).replace(" ", ""));
  }

  private static Optional<NameQuestion> read(String head, String rest) {
    return NameQuestion.read(ByteBuffer.wrap(question(head, rest)));
  }

  private static final String ONE = "1234 0100 0001 0000 0000 0000";
  private static final String NAME = "02 6E53 03 636F6D 00 0001 0001";

  @Test
  void a_question_is_read_as_it_was_written() {
    NameQuestion question = read(ONE, NAME).orElseThrow();
    assertThat(question.name()).isEqualTo("ns.com");
    assertThat(question.fault()).isZero();
    assertThat(question.bytes()).isEqualTo(ByteBuffer.wrap(question("", NAME)));
    assertThat(question.hasOption()).isFalse();
    NameQuestion extended =
        read("1234 0100 0001 0000 0000 0001", NAME + "00 0029 1000 00000000 0000").orElseThrow();
    assertThat(extended.longestBytes()).isEqualTo(4096);
  }

  @Test
  void what_is_no_question_gets_no_answer() {
    assertThat(read("1234", "")).isEmpty();
    assertThat(read("1234 8180 0001 0000 0000 0000", NAME)).as("an answer").isEmpty();
  }

  @Test
  void what_is_written_wrongly_is_refused() {
    assertThat(read("1234 0100 0000 0000 0000 0000", "").orElseThrow().fault())
        .isEqualTo(MALFORMED);
    assertThat(read("1234 0100 0002 0000 0000 0000", NAME + NAME).orElseThrow().fault())
        .isEqualTo(MALFORMED);
    for (String bad :
        new String[] {
          "C00C 0001 0001", // points to itself
          "40 0001 0001", // no length
          "05 6E53", // ends within a label
          "02 6E53 00 0001", // ends within the type
          "3F"
              + "61".repeat(63) // five of these are too much
              + ("3F" + "61".repeat(63)).repeat(4)
              + "00 0001 0001"
        }) {
      assertThat(read(ONE, bad).orElseThrow().fault()).as(bad).isEqualTo(MALFORMED);
    }
    assertThat(
            read("1234 0100 0001 0000 0000 0001", NAME + "00 0029 1000 00000000 FFFF")
                .orElseThrow()
                .fault())
        .isEqualTo(MALFORMED);
    assertThat(read(ONE, "05 612E622E63 00 0001 0001").orElseThrow().name())
        .as("dots within a label make no labels")
        .isEqualTo("a?b?c");
  }

  @Test
  void nothing_at_all_makes_it_fail() {
    Random random = new Random(35);
    byte[] good = question("1234 0100 0001 0000 0000 0001", NAME + "00 0029 1000 00000000 0000");
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = good.clone();
      for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      ByteBuffer message = ByteBuffer.wrap(bytes, 0, random.nextInt(bytes.length + 1));
      NameQuestion.read(message)
          .ifPresent(
              it -> assertThat(NameMessages.write(it, NameAnswer.refused(), true)).isNotNull());
    }
  }

  @Test
  void an_answer_that_is_too_long_for_a_datagram_says_so() {
    NameQuestion question = read(ONE, NAME).orElseThrow();
    NameAnswer many =
        NameAnswer.of("com", IntStream.range(0, 100).mapToObj(i -> new Ipv4Address(i)).toList());
    ByteBuffer cut = NameMessages.write(question, many, true);
    assertThat(cut.remaining()).isLessThan(512);
    assertThat(cut.getShort(2) & 0x0200).as("truncated").isNotZero();
    ByteBuffer whole = NameMessages.write(question, many, false);
    assertThat(whole.getShort(6)).isEqualTo((short) 100);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(question("1234 8180 0001 0001 0000 0000", NAME));
    expected.writeBytes(question("C00C 000C 0001 0000003C 0003", "01 61 00"));
    NameQuestion pointer = read(ONE, NAME.replace("0001 0001", "000C 0001")).orElseThrow();
    byte[] named = new byte[expected.size()];
    NameMessages.write(pointer, NameAnswer.named("com", "a"), true).get(named);
    byte[] wanted = expected.toByteArray();
    wanted[wanted.length - 15 - 3] = 0x0C;
    assertThat(new String(named, StandardCharsets.ISO_8859_1))
        .isEqualTo(new String(wanted, StandardCharsets.ISO_8859_1));
  }
}
