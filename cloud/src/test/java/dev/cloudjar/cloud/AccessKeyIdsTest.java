package dev.cloudjar.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessKeyIdsTest {
  private final Ids ids = new RandomIds();

  @ParameterizedTest
  @CsvSource({
    "ASIAY34FZKBOKMUTVV7A, 609629065308",
    "ASIAQNZGKIQY56JQ7WML, 029608264753",
    "AKIARZPUZDIKGB2VALC4, 123456789012"
  })
  void readsTheAccountsOfIdsThatAwsGaveOut(String id, String account) {
    assertThat(AccessKeyIds.accountIn(id)).hasValue(account);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AKIAIOSFODNN7EXAMPLE", "test", "123456789012", "AKIA", "AIDAQNZGKIQY56JQ7WML"})
  void readsNoneOfIdsThatTellOfNone(String id) {
    assertThat(AccessKeyIds.accountIn(id)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"000000000000", "123456789012", "999999999999"})
  void makesIdsThatTellOfTheirAccount(String account) {
    String id = AccessKeyIds.make(AccessKeyIds.TEMPORARY, account, ids);
    assertThat(id).matches("ASIA[A-Z2-7]{16}");
    assertThat(AccessKeyIds.accountIn(id)).hasValue(account);
  }

  @Test
  void makesDifferentIdsForOneAccount() {
    assertThat(AccessKeyIds.make("AKIA", "123456789012", ids))
        .isNotEqualTo(AccessKeyIds.make("AKIA", "123456789012", ids));
  }
}
