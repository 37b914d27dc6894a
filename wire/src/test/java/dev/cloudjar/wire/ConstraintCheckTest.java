package dev.cloudjar.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.catalog.ServiceSummary;
import dev.cloudjar.catalog.ShapeModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.ec2.model.CancelSpotInstanceRequestsRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.iam.model.CreateUserRequest;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.rds.model.DeleteDbInstanceRequest;
import software.amazon.awssdk.services.s3.model.CORSConfiguration;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutBucketCorsRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

class ConstraintCheckTest {
  private static final Catalog CATALOG = Catalog.load();
  private final ConstraintCheck check = new ConstraintCheck();

  private Optional<WireError> check(String service, SdkPojo request) {
    ServiceModel model = CATALOG.service(service);
    String name = request.getClass().getSimpleName();
    OperationModel operation =
        model.operations().values().stream()
            .filter(o -> o.requestClass().equals(name))
            .findFirst()
            .orElseThrow();
    return check.check(model, operation, request);
  }

  private WireError refusal(String service, SdkPojo request) {
    return check(service, request).orElseThrow();
  }

  @Nested
  class Coral {

    @Test
    void letsGoodRequestsPass() {
      assertThat(check("iam", CreateUserRequest.builder().userName("alice").build())).isEmpty();
      assertThat(check("dynamodb", ListTablesRequest.builder().build())).isEmpty();
      assertThat(
              check(
                  "dynamodb",
                  PutItemRequest.builder()
                      .tableName("table")
                      .item(
                          Map.of("id", AttributeValue.fromM(Map.of("a", AttributeValue.fromS("")))))
                      .build()))
          .isEmpty();
    }

    @Test
    void saysWhatIsMissing() {
      WireError error = refusal("kms", EncryptRequest.builder().keyId("alias/key").build());

      assertThat(error.code()).isEqualTo("ValidationException");
      assertThat(error.status()).isEqualTo(400);
      assertThat(error.senderFault()).isTrue();
      assertThat(error.message())
          .isEqualTo(
              "1 validation error detected: Value null at 'plaintext' failed to satisfy"
                  + " constraint: Member must not be null");
    }

    @Test
    void saysWhichTextIsTooLong() {
      WireError error =
          refusal("sts", AssumeRoleRequest.builder().roleArn("short").roleSessionName("s").build());

      assertThat(error.code()).isEqualTo("ValidationError");
      assertThat(error.message())
          .isEqualTo(
              "2 validation errors detected: Value 'short' at 'roleArn' failed to satisfy"
                  + " constraint: Member must have length greater than or equal to 20; Value 's'"
                  + " at 'roleSessionName' failed to satisfy constraint: Member must have length"
                  + " greater than or equal to 2");
    }

    @Test
    void saysWhichPatternIsNotMet() {
      WireError error = refusal("iam", CreateUserRequest.builder().userName("no spaces").build());

      assertThat(error.message())
          .isEqualTo(
              "1 validation error detected: Value 'no spaces' at 'userName' failed to satisfy"
                  + " constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+");
    }

    @Test
    void saysWhichNumberIsOutOfRange() {
      WireError error = refusal("dynamodb", ListTablesRequest.builder().limit(101).build());

      assertThat(error.message())
          .isEqualTo(
              "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint:"
                  + " Member must have value less than or equal to 100");
    }

    @Test
    void saysWhichTextsAnEnumerationHas() {
      WireError error =
          refusal(
              "elasticloadbalancingv2",
              CreateTargetGroupRequest.builder().name("n").protocol("http").build());

      assertThat(error.code()).isEqualTo("ValidationError");
      assertThat(error.message())
          .startsWith(
              "1 validation error detected: Value 'http' at 'protocol' failed to satisfy"
                  + " constraint: Member must satisfy enum value set: [")
          .contains("HTTP, ");
    }

    @Test
    void numbersTheElementsOfALot() {
      WireError error =
          refusal(
              "iam",
              CreateUserRequest.builder()
                  .userName("u")
                  .tags(Tag.builder().key("k").value("v").build(), Tag.builder().value("v").build())
                  .build());

      assertThat(error.message())
          .contains("Value null at 'tags.2.member.key' failed to satisfy constraint");
    }

    @Test
    void namesTheKeysOfAMap() {
      WireError error =
          refusal(
              "dynamodb",
              BatchWriteItemRequest.builder()
                  .requestItems(
                      Map.of(
                          "table",
                          List.of(
                              WriteRequest.builder()
                                  .putRequest(PutRequest.builder().build())
                                  .build())))
                  .build());

      assertThat(error.message())
          .contains("Value null at 'requestItems.table.member.1.member.putRequest.item'");
    }

    @Test
    void tellsAnEmptyListFromOneThatIsNotThere() {
      String message =
          refusal(
                  "dynamodb",
                  CreateTableRequest.builder()
                      .tableName("table")
                      .keySchema(Collections.emptyList())
                      .build())
              .message();

      assertThat(message)
          .contains(
              "Value '[]' at 'keySchema' failed to satisfy constraint: Member must have length"
                  + " greater than or equal to 1");
    }

    @Test
    void looksIntoStructures() {
      String message =
          refusal(
                  "dynamodb",
                  CreateTableRequest.builder()
                      .tableName("table")
                      .keySchema(KeySchemaElement.builder().attributeName("").keyType("X").build())
                      .build())
              .message();

      assertThat(message)
          .contains("Value '' at 'keySchema.1.member.attributeName' failed to satisfy constraint")
          .contains(
              "Value 'X' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must"
                  + " satisfy enum value set: [HASH, RANGE]");
    }

    @Test
    void neverRepeatsASecret() {
      WireError error =
          refusal(
              "cognitoidentityprovider",
              SignUpRequest.builder()
                  .clientId("client")
                  .username("u")
                  .password("geheim\n")
                  .build());

      assertThat(error.code()).isEqualTo("InvalidParameterException");
      assertThat(error.message())
          .startsWith("1 validation error detected: Value at 'password' failed")
          .doesNotContain("geheim");
    }

    @Test
    void refusesAsTheServiceDoes() {
      WireError error =
          refusal(
              "cloudwatchlogs",
              PutLogEventsRequest.builder()
                  .logGroupName("g")
                  .logStreamName("s")
                  .logEvents(Collections.emptyList())
                  .build());

      assertThat(error.code()).isEqualTo("InvalidParameterException");
      assertThat(error.message())
          .isEqualTo(
              "1 validation error detected: Value '[]' at 'logEvents' failed to satisfy"
                  + " constraint: Member must have length greater than or equal to 1");
    }

    @Test
    void measuresBytes() {
      WireError error =
          refusal(
              "kms",
              EncryptRequest.builder()
                  .keyId("alias/key")
                  .plaintext(SdkBytes.fromByteArray(new byte[4097]))
                  .build());

      assertThat(error.message()).contains("Member must have length less than or equal to 4096");
    }

    @Test
    void repeatsNoMoreThanAPageOfAValue() {
      String message =
          refusal("iam", CreateUserRequest.builder().userName("a".repeat(1_000_000)).build())
              .message();

      assertThat(message).hasSizeLessThan(3_000);
    }

    @Test
    void reportsNoMoreThanTenProblems() {
      List<Tag> tags = new ArrayList<>(Collections.nCopies(50, Tag.builder().build()));

      String message =
          refusal("iam", CreateUserRequest.builder().userName("u").tags(tags).build()).message();

      assertThat(message).startsWith("10 validation errors detected: ");
    }
  }

  @Nested
  class Parameter {

    @Test
    void ofEc2() {
      WireError error =
          refusal("ec2", CreateSubnetRequest.builder().cidrBlock("10.0.0.0/16").build());

      assertThat(error.code()).isEqualTo("MissingParameter");
      assertThat(error.status()).isEqualTo(400);
      assertThat(error.message()).isEqualTo("The request must contain the parameter VpcId");
    }

    @Test
    void goesByItsNameInTheForm() {
      WireError error = refusal("ec2", CancelSpotInstanceRequestsRequest.builder().build());

      assertThat(error.message())
          .isEqualTo("The request must contain the parameter SpotInstanceRequestId");
    }

    @Test
    void ofSqs() {
      assertThat(refusal("sqs", CreateQueueRequest.builder().build()))
          .satisfies(
              error -> {
                assertThat(error.code()).isEqualTo("MissingRequiredParameterException");
                assertThat(error.message())
                    .isEqualTo("The request must contain the parameter QueueName.");
              });
      assertThat(
              check(
                  "sqs",
                  SendMessageRequest.builder().queueUrl("http://x/q").messageBody("").build()))
          .isEmpty();
    }

    @Test
    void ofRds() {
      assertThat(refusal("rds", DeleteDbInstanceRequest.builder().build()).message())
          .isEqualTo("The request must contain the parameter DBInstanceIdentifier.");
    }
  }

  @Nested
  class XmlSchema {

    @Test
    void refusesADocumentThatLacksAnElement() {
      WireError error =
          refusal(
              "s3",
              PutBucketCorsRequest.builder()
                  .bucket("bucket")
                  .corsConfiguration(
                      CORSConfiguration.builder()
                          .corsRules(CORSRule.builder().allowedOrigins("*").build())
                          .build())
                  .build());

      assertThat(error.code()).isEqualTo("MalformedXML");
      assertThat(error.status()).isEqualTo(400);
    }

    @Test
    void refusesABodyThatIsNotThere() {
      WireError error = refusal("s3", PutBucketCorsRequest.builder().bucket("bucket").build());

      assertThat(error.code()).isEqualTo("MissingRequestBodyError");
      assertThat(error.message()).isEqualTo("Request Body is empty");
    }

    @Test
    void leavesHeadersAndPathsToTheOperation() {
      assertThat(check("s3", GetObjectRequest.builder().build())).isEmpty();
    }
  }

  @Nested
  class Patterns {

    @Test
    void areAllUnderstood() {
      ConstraintRules rules = new ConstraintRules();
      List<String> obscure =
          allPatterns().stream().filter(p -> !rules.pattern(p).isUnderstood()).toList();

      assertThat(allPatterns()).hasSizeGreaterThan(500);
      assertThat(obscure).isEmpty();
    }

    @Test
    void givesUpOnATextThatTakesForever() {
      ConstraintPattern pattern = new ConstraintPattern("(a+)+b");

      assertThat(pattern.matches("aab")).isTrue();
      assertThat(pattern.matches("aac")).isFalse();
      assertThat(pattern.matches("a".repeat(10_000))).isTrue();
    }

    @Test
    void givesUpOnATextThatTakesTooMuchStack() {
      assertThat(new ConstraintPattern("(x|y)*z").matches("xy".repeat(1_000_000))).isTrue();
    }

    @Test
    void letsAPatternThatIsNotUnderstoodPass() {
      ConstraintPattern pattern = new ConstraintPattern("[");

      assertThat(pattern.isUnderstood()).isFalse();
      assertThat(pattern.matches("anything")).isTrue();
    }

    @Test
    void lookAtEachCharacterOfALongTextOnce() {
      assertThat(new ConstraintPattern("[\\w]+").matches("a".repeat(1_000_000))).isTrue();
      assertThat(new ConstraintPattern("[\\w]+").matches("a".repeat(1_000_000) + "!")).isFalse();
    }

    private static Set<String> allPatterns() {
      Set<String> patterns = new TreeSet<>();
      for (ServiceSummary service : CATALOG.services()) {
        for (ShapeModel shape : CATALOG.service(service.name()).shapes().values()) {
          shape.members().values().forEach(m -> collect(m.value(), patterns));
        }
      }
      return patterns;
    }

    private static void collect(ShapeModel.@Nullable Value value, Set<String> patterns) {
      if (value != null) {
        if (value.pattern() != null) {
          patterns.add(value.pattern());
        }
        collect(value.element(), patterns);
        collect(value.key(), patterns);
      }
    }
  }
}
