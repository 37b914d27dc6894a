package dev.cloudjar.s3.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.store.BlobId;
import java.nio.ByteBuffer;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HotContentsTest {
  private static final int SIZE = 1000;
  private static final List<SecretKeySpec> KEYS = List.of(key(1));

  private final HotContents contents = new HotContents(5 * SIZE);

  private static SecretKeySpec key(int number) {
    return new SecretKeySpec(new byte[] {(byte) number}, "AES");
  }

  private @Nullable HotContent visit(String blob) {
    return contents.visit(new BlobId(blob), SIZE, KEYS);
  }

  /** Reads it so often that it is kept. */
  private HotContent keep(String blob) {
    assertThat(visit(blob)).isNull();
    HotContent content = requireNonNull(visit(blob));
    content.keep(0, blob.getBytes(UTF_8), blob.length());
    return content;
  }

  private boolean isKept(String blob) {
    HotContent content = visit(blob);
    if (content == null) {
      return false;
    }
    content.release();
    return true;
  }

  private static String text(@Nullable ByteBuffer bytes) {
    byte[] copy = new byte[requireNonNull(bytes).remaining()];
    bytes.get(copy);
    return new String(copy, UTF_8);
  }

  @Test
  void what_is_read_twice_is_kept_by_its_segments() {
    HotContent content = keep("one");
    assertThat(visit("one")).isSameAs(content);
    assertThat(text(content.bytes(0, 1, 2))).isEqualTo("ne");
  }

  @Test
  void what_is_in_use_stays_and_what_is_not_gives_room() {
    HotContent used = keep("used");
    keep("unused").release();
    for (int i = 0; i < 20; i++) {
      keep("later-" + i).release();
    }
    assertThat(isKept("unused")).isFalse();
    assertThat(text(used.bytes(0, 0, 4))).isEqualTo("used");
  }

  @Test
  void nothing_gets_in_while_all_is_in_use() {
    for (int i = 0; i < 5; i++) {
      keep("used-" + i);
    }
    assertThat(visit("more")).isNull();
    assertThat(visit("more")).isNull();
    assertThat(isKept("used-0")).isTrue();
  }

  @Test
  void what_is_read_once_or_in_turn_with_too_much_drives_nothing_out() {
    keep("one").release();
    for (int i = 0; i < 100; i++) {
      assertThat(visit("turn-" + i % 10)).isNull();
    }
    assertThat(isKept("one")).isTrue();
  }

  @Test
  void nobody_finds_what_another_key_opened_nor_what_is_too_long() {
    keep("one");
    assertThat(contents.visit(new BlobId("one"), SIZE, List.of(key(2)))).isNull();
    assertThat(contents.visit(new BlobId("one"), SIZE, List.of(key(1), key(2)))).isNull();
    assertThat(contents.visit(new BlobId("long"), 2 * SIZE, KEYS)).isNull();
    assertThat(contents.visit(new BlobId("long"), 2 * SIZE, KEYS)).isNull();
  }
}
