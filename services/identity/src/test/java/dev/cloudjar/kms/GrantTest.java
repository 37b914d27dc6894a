package dev.cloudjar.kms;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GrantTest {
  private static final Map<String, String> GREEN = Map.of("tenant", "green");
  private static final Map<String, String> GREEN_AND_MORE = Map.of("tenant", "green", "x", "y");

  private static Grant grant(Grant.Constraints constraints, String... operations) {
    return new Grant(
        "id",
        Optional.empty(),
        "arn:aws:iam::111111111111:role/r",
        Optional.empty(),
        List.of(operations),
        constraints,
        Instant.EPOCH,
        "arn:aws:iam::111111111111:root");
  }

  private static Grant.Constraints equal(Map<String, String> context) {
    return new Grant.Constraints(Optional.of(context), Optional.empty());
  }

  private static Grant.Constraints subset(Map<String, String> context) {
    return new Grant.Constraints(Optional.empty(), Optional.of(context));
  }

  private static Grant.Wish wish(String operation, Map<String, String> context) {
    return new Grant.Wish(operation, context, Optional.empty());
  }

  private static Grant.Wish child(Grant.Constraints constraints, String... operations) {
    return new Grant.Wish(
        "CreateGrant", Map.of(), Optional.of(new Grant.Child(List.of(operations), constraints)));
  }

  @Test
  void a_grant_allows_its_operations_in_its_context() {
    Grant free = grant(Grant.Constraints.NONE, "Encrypt");
    assertThat(free.allows(wish("Encrypt", Map.of()))).isTrue();
    assertThat(free.allows(wish("Decrypt", Map.of()))).isFalse();
    Grant equal = grant(equal(GREEN), "Encrypt", "DescribeKey");
    assertThat(equal.allows(wish("Encrypt", GREEN))).isTrue();
    assertThat(equal.allows(wish("Encrypt", GREEN_AND_MORE))).isFalse();
    assertThat(equal.allows(wish("DescribeKey", Map.of()))).isTrue();
    Grant subset = grant(subset(GREEN), "Encrypt");
    assertThat(subset.allows(wish("Encrypt", GREEN_AND_MORE))).isTrue();
    assertThat(subset.allows(wish("Encrypt", Map.of("tenant", "blue")))).isFalse();
  }

  @Test
  void a_grant_by_a_grant_allows_no_more_than_it() {
    Grant free = grant(Grant.Constraints.NONE, "Encrypt", "CreateGrant");
    assertThat(free.allows(child(Grant.Constraints.NONE, "Encrypt"))).isTrue();
    assertThat(free.allows(child(equal(GREEN), "Encrypt", "CreateGrant"))).isTrue();
    assertThat(free.allows(child(Grant.Constraints.NONE, "Decrypt"))).isFalse();
    Grant subset = grant(subset(GREEN), "Encrypt", "CreateGrant");
    assertThat(subset.allows(child(Grant.Constraints.NONE, "Encrypt"))).isFalse();
    assertThat(subset.allows(child(subset(GREEN_AND_MORE), "Encrypt"))).isTrue();
    assertThat(subset.allows(child(equal(GREEN), "Encrypt"))).isTrue();
    assertThat(subset.allows(child(subset(Map.of("x", "y")), "Encrypt"))).isFalse();
    Grant equal = grant(equal(GREEN), "Encrypt", "CreateGrant");
    assertThat(equal.allows(child(subset(GREEN), "Encrypt"))).isFalse();
    assertThat(equal.allows(child(equal(GREEN), "Encrypt"))).isTrue();
  }
}
