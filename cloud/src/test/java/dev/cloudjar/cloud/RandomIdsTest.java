package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RandomIdsTest {
  private final Ids ids = new RandomIds();

  @Test
  void makesUuidsOfTheRandomKindAndNeverTheSame() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      String id = ids.uuid();
      assertThat(seen.add(id)).isTrue();
      assertThat(UUID.fromString(id).version()).isEqualTo(4);
      assertThat(UUID.fromString(id).variant()).isEqualTo(2);
    }
  }

  @Test
  void usesEveryLetterOfTheAlphabetAboutAsOften() {
    String text = ids.text(30_000, "abcdef");
    var counts = text.chars().boxed().collect(Collectors.groupingBy(c -> c, Collectors.counting()));
    assertThat(counts).hasSize(6);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(4_500L, 5_500L));
  }

  @Test
  void givesAsMuchAsIsAskedFor() {
    assertThat(ids.bytes(0)).isEmpty();
    assertThat(ids.bytes(100_000)).hasSize(100_000);
    assertThat(ids.text(0, "ab")).isEmpty();
    assertThatThrownBy(() -> ids.text(1, "a")).isInstanceOf(IllegalArgumentException.class);
  }
}
