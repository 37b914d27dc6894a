package dev.cloudjar.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReachTest {

  @Test
  void an_action_that_is_named_opens_its_service_and_no_other() {
    Reach reach = of(allow("\"Action\": \"s3:Get*\""));
    assertThat(reach.includesSomeOf("s3")).isTrue();
    assertThat(reach.includesSomeOf("S3")).isTrue();
    assertThat(reach.includesSomeOf("sqs")).isFalse();
    assertThat(reach.includes("s3:GetObject")).isTrue();
    assertThat(reach.includes("s3:PutObject")).isFalse();
  }

  @Test
  void a_star_opens_everything() {
    Reach reach = of(allow("\"Action\": \"*\""));
    assertThat(reach.includesSomeOf("kms")).isTrue();
    assertThat(reach.includes("kms:Decrypt")).isTrue();
  }

  @Test
  void what_a_statement_is_not_about_is_closed_only_as_a_whole() {
    Reach reach = of(allow("\"NotAction\": [\"iam:*\", \"kms:Decrypt\"]"));
    assertThat(reach.includesSomeOf("iam")).isFalse();
    assertThat(reach.includesSomeOf("kms")).isTrue();
    assertThat(reach.includes("kms:Decrypt")).isFalse();
    assertThat(reach.includes("s3:GetObject")).isTrue();
  }

  @Test
  void a_denial_counts_that_is_of_everything_and_always() {
    String all = allow("\"Action\": \"*\"");
    assertThat(of(all, deny("\"Action\": \"s3:*\"", "*", "")).includesSomeOf("s3")).isFalse();
    assertThat(of(all, deny("\"Action\": \"s3:Get*\"", "*", "")).includesSomeOf("s3")).isTrue();
    assertThat(of(all, deny("\"Action\": \"s3:Get*\"", "*", "")).includes("s3:GetObject"))
        .isFalse();
    assertThat(of(all, deny("\"Action\": \"s3:*\"", "arn:aws:s3:::b", "")).includesSomeOf("s3"))
        .isTrue();
    String condition = ", \"Condition\": {\"Bool\": {\"aws:MultiFactorAuthPresent\": \"false\"}}";
    assertThat(of(all, deny("\"Action\": \"s3:*\"", "*", condition)).includesSomeOf("s3")).isTrue();
    assertThat(of(all, deny("\"NotAction\": \"sqs:*\"", "*", "")).includesSomeOf("s3")).isFalse();
    assertThat(of(all, deny("\"NotAction\": \"sqs:*\"", "*", "")).includesSomeOf("sqs")).isTrue();
  }

  private static Reach of(String... statements) {
    return Reach.of(
        Arrays.stream(statements)
            .map(
                it ->
                    PolicyDocument.parse(
                        "{\"Version\": \"2012-10-17\", \"Statement\": " + it + "}",
                        PolicyKind.IDENTITY))
            .toList());
  }

  private static String allow(String actions) {
    return "{\"Effect\": \"Allow\", " + actions + ", \"Resource\": \"*\"}";
  }

  private static String deny(String actions, String resource, String condition) {
    return "{\"Effect\": \"Deny\", "
        + actions
        + ", \"Resource\": \""
        + resource
        + "\""
        + condition
        + "}";
  }
}
