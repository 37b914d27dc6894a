package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuotasTest {
  private static final Quota THINGS = new Quota("x", "L-1", "Things", Map.of("there", 3d), 2);
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.900Z");

  private final Store all = Store.inMemory();
  private final KeyValueStore store = all.rows();
  private final Quotas quotas = new Quotas(store, service -> true);

  @AfterEach
  void close() {
    all.close();
  }

  private void raise(double value) {
    store.transact(
        transaction -> {
          quotas.apply(transaction, THINGS, "111111111111", "here", value);
          return value;
        });
  }

  private boolean allows(String accountId, String region, Instant now) {
    return quotas.allowsRequest(THINGS, accountId, region, now);
  }

  @Test
  void a_quota_is_its_standard_until_it_is_raised() {
    quotas.declare(List.of(THINGS));
    assertThat(quotas.of("x")).containsExactly(THINGS);
    assertThat(quotas.of("y")).isEmpty();
    assertThat(quotas.value(THINGS, "111111111111", "here")).isEqualTo(2);
    assertThat(quotas.value(THINGS, "111111111111", "there")).isEqualTo(3);
    raise(5);
    assertThat(quotas.value(THINGS, "111111111111", "here")).isEqualTo(5);
    assertThat(quotas.value(THINGS, "222222222222", "here")).isEqualTo(2);
    assertThat(quotas.value(THINGS, "111111111111", "there")).isEqualTo(3);
    assertThat(new Quotas(store, service -> true).value(THINGS, "111111111111", "here"))
        .as("after a restart")
        .isEqualTo(5);
  }

  @Test
  void a_quota_of_all_regions_is_raised_in_all_of_them() {
    Quota places = Quota.ofAllRegions("x", "L-2", "Places", 7);
    assertThat(quotas.value(places, "111111111111", "here")).isEqualTo(7);
    store.transact(
        transaction -> {
          quotas.apply(transaction, places, "111111111111", "here", 9);
          return true;
        });
    assertThat(quotas.value(places, "111111111111", "there")).isEqualTo(9);
  }

  @Test
  void requests_are_counted_by_the_second() {
    assertThat(allows("111111111111", "here", NOW)).isTrue();
    assertThat(allows("111111111111", "here", NOW)).isTrue();
    assertThat(allows("111111111111", "here", NOW)).isFalse();
    assertThat(allows("111111111111", "here", NOW.plusMillis(99))).isFalse();
    assertThat(allows("222222222222", "here", NOW)).isTrue();
    assertThat(allows("111111111111", "there", NOW)).isTrue();
    assertThat(allows("111111111111", "here", NOW.plusMillis(100))).isTrue();
    raise(0);
    assertThat(allows("111111111111", "here", NOW.plusSeconds(5))).isFalse();
  }
}
