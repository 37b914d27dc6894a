package dev.cloudjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowWriterTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 300, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void reads_any_number_as_it_was_written(long number) {
    RowReader in = new RowReader(new RowWriter(0).number(number).number(7).toBytes());
    assertThat(in.number()).isEqualTo(number);
    assertThat(in.integer()).isEqualTo(7);
  }

  @Test
  void reads_every_kind_of_part_in_the_order_in_which_it_was_written() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("z", "");
    texts.put("", "\u20ac \ud83d\ude00");
    byte[] row =
        new RowWriter(1)
            .text("")
            .text("caf\u00e9")
            .bytes(new byte[] {0, -1})
            .optionalText(null)
            .optionalText("")
            .optionalText("there")
            .optionalBytes(null)
            .optionalBytes(new byte[] {1})
            .texts(texts)
            .texts(Map.of())
            .toBytes();

    RowReader in = new RowReader(row);
    assertThat(in.text()).isEmpty();
    assertThat(in.text()).isEqualTo("caf\u00e9");
    assertThat(in.bytes()).containsExactly(0, -1);
    assertThat(in.optionalText()).isNull();
    assertThat(in.optionalText()).isEmpty();
    assertThat(in.presentText()).isEqualTo("there");
    assertThat(in.optionalBytes()).isNull();
    assertThat(in.optionalBytes()).containsExactly(1);
    assertThat(in.texts()).containsExactlyEntriesOf(texts);
    assertThat(in.texts()).isEmpty();
    assertThatThrownBy(in::number).isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** Rows lie in stores for years: what they look like must not change. */
  @Test
  void writes_what_it_always_wrote() {
    byte[] row =
        new RowWriter(64)
            .number(300)
            .text("ab")
            .bytes(new byte[] {9})
            .optionalText(null)
            .optionalText("ab")
            .optionalBytes(new byte[] {9})
            .texts(Map.of("k", "v"))
            .toBytes();
    assertThat(HexFormat.of().formatHex(row))
        .isEqualTo("ac02" + "026162" + "0109" + "00" + "036162" + "0209" + "01026b0276");
  }
}
