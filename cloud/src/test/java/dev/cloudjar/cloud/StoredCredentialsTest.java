package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.cloud.Credentials.AccessKey;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoredCredentialsTest {
  private final TestCloud cloud = new TestCloud().frozen().start();

  @AfterEach
  void close() {
    cloud.close();
  }

  private Credentials credentials() {
    return cloud.cloud().credentials();
  }

  private static AccessKey key(String id, @Nullable Instant expires) {
    return new AccessKey(
        id,
        "secret",
        expires == null ? null : "token",
        new Principal.Root("123456789012"),
        expires);
  }

  private void add(AccessKey key) {
    cloud.transact(transaction -> credentials().add(transaction, key));
  }

  @Test
  void knowsNobodyWhomItWasNotToldOf() {
    assertThat(credentials().find("test")).isEmpty();
    assertThat(credentials().find("x".repeat(10_000))).isEmpty();
  }

  @Test
  void knowsAKeyFromTheCommitOnThoughItWasAskedForBefore() {
    assertThat(credentials().find("AKIA1")).isEmpty();
    add(key("AKIA1", null));
    assertThat(credentials().find("AKIA1")).contains(key("AKIA1", null));
  }

  @Test
  void forgetsAKeyThatWasRemoved() {
    add(key("AKIA1", null));
    assertThat(credentials().find("AKIA1")).isPresent();
    cloud.transact(transaction -> credentials().remove(transaction, "AKIA1"));
    assertThat(credentials().find("AKIA1")).isEmpty();
  }

  @Test
  void keepsKeysOverARestart() {
    add(key("ASIA1", cloud.now().plusSeconds(900)));
    AccessKey before = credentials().find("ASIA1").orElseThrow();
    cloud.restart();
    assertThat(credentials().find("ASIA1")).contains(before);
  }

  @Test
  void remembersForAWhileThatAKeyHasExpired() {
    add(key("ASIA1", cloud.now().plusSeconds(900)));
    cloud.control().advance(Duration.ofDays(1));
    assertThat(credentials().find("ASIA1")).isPresent();
    cloud.control().advance(Duration.ofDays(2));
    assertThat(credentials().find("ASIA1")).isEmpty();
  }
}
