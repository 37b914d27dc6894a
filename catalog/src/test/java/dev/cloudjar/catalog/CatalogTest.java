package dev.cloudjar.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
  private final Catalog catalog = Catalog.load();

  @Test
  void describesAJsonServiceThatWasAQueryService() {
    ServiceModel sqs = catalog.service("sqs");

    assertThat(sqs.protocols()).containsExactly(Protocol.AWS_JSON_1_0, Protocol.AWS_QUERY);
    assertThat(sqs.targetPrefix()).isEqualTo("AmazonSQS");
    assertThat(sqs.apiVersion()).isEqualTo("2012-11-05");
    assertThat(sqs.queryCompatible()).isTrue();
    assertThat(sqs.xmlNamespace()).isEqualTo("http://queue.amazonaws.com/doc/2012-11-05/");
    OperationModel send = sqs.operations().get("SendMessage");
    assertThat(send.requestClass()).isEqualTo("SendMessageRequest");
    assertThat(send.responseClass()).isEqualTo("SendMessageResponse");
    assertThat(send.resultWrapper()).isEqualTo("SendMessageResult");
    assertThat(sqs.errors().get("QueueDoesNotExist"))
        .isEqualTo(
            new ErrorModel(
                "QueueDoesNotExist",
                "QueueDoesNotExist",
                "AWS.SimpleQueueService.NonExistentQueue",
                400,
                true));
    assertThat(sqs.queryNames())
        .containsEntry(
            "CreateQueueRequest.Attributes",
            new QueryName("Attribute", true, null, "Name", "Value"));
  }

  @Test
  void putsTheBucketIntoThePathsOfS3() {
    ServiceModel s3 = catalog.service("s3");

    assertThat(s3.operations().get("GetObject").uri()).isEqualTo("/{Bucket}/{Key+}");
    assertThat(s3.operations().get("DeleteObjects").uri()).isEqualTo("/{Bucket}?delete");
    assertThat(s3.operations().get("CreateBucket").uri()).isEqualTo("/{Bucket}");
    assertThat(s3.operations().get("ListBuckets").uri()).isEqualTo("/");
    assertThat(s3.operations().get("SelectObjectContent").uri())
        .isEqualTo("/{Bucket}/{Key+}?select&select-type=2");
  }

  @Test
  void knowsTheConditionKeysOfActions() {
    Map<String, List<String>> s3 = catalog.service("s3").conditionKeys();

    assertThat(s3.get("s3:ListBucket")).contains("s3:prefix", "s3:max-keys", "s3:delimiter");
    assertThat(s3.get("s3:PutObject")).doesNotContain("s3:prefix");
    assertThat(catalog.service("sqs").conditionKeys().get("sqs:CreateQueue"))
        .contains("aws:RequestTag/${TagKey}", "aws:TagKeys");
    assertThat(catalog.service("ec2").conditionKeys().get("ec2:RunInstances"))
        .contains("ec2:InstanceType");
    assertThat(catalog.service("sts").conditionKeys()).doesNotContainKey("sts:GetCallerIdentity");
  }

  @Test
  void knowsTheActionsOfOperations() {
    RequiredActions put = catalog.service("s3").operations().get("PutObject").actions();

    assertThat(put.always()).containsExactly("s3:PutObject");
    assertThat(put.perhaps()).contains("s3:PutObjectAcl", "s3:PutObjectTagging");
    assertThat(catalog.service("ec2").operations().get("RebootInstances").actions())
        .isEqualTo(
            new RequiredActions(
                RequiredActions.Origin.NAME, List.of("ec2:RebootInstances"), List.of()));
  }

  @Test
  void tellsStreamsFromStructures() {
    ServiceModel s3 = catalog.service("s3");

    assertThat(s3.operations().get("PutObject").streamingInput()).isTrue();
    assertThat(s3.operations().get("GetObject").streamingOutput()).isTrue();
    assertThat(s3.operations().get("GetObjectTagging").streamingOutput()).isFalse();
    assertThat(s3.operations().get("SelectObjectContent").eventStreamOutput()).isTrue();
    assertThat(catalog.service("kinesis").operations().get("SubscribeToShard").eventStreamOutput())
        .isTrue();
    assertThat(catalog.service("lambda").operations().get("InvokeWithResponseStream"))
        .extracting(OperationModel::eventStreamOutput)
        .isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource({
    "ListBuckets, ListAllMyBucketsResult, 200",
    "ListObjectsV2, ListBucketResult, 200",
    "CopyObject, CopyObjectResult, 200",
    "CreateMultipartUpload, InitiateMultipartUploadResult, 200",
    "GetBucketAcl, AccessControlPolicy, 200",
    "GetBucketEncryption, ServerSideEncryptionConfiguration, 200",
    "DeleteBucket, , 204",
    "RestoreObject, , 202",
  })
  void knowsTheRootsAndStatusesOfS3(String operation, String root, int status) {
    OperationModel model = catalog.service("s3").operations().get(operation);

    assertThat(model.responseRoot()).isEqualTo(root);
    assertThat(model.successStatus()).isEqualTo(status);
  }

  @Test
  void namesWhatTellsOperationsOfOnePathApart() {
    ServiceModel s3 = catalog.service("s3");

    assertThat(s3.operations().get("UploadPart").requiredQuery())
        .containsExactly("partNumber", "uploadId");
    assertThat(s3.operations().get("CopyObject").requiredHeaders())
        .containsExactly("x-amz-copy-source");
    assertThat(s3.operations().get("PutObject").requiredHeaders()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sts, AssumeRole, AssumeRoleResult",
    "iam, CreateUser, CreateUserResult",
    "iam, DeleteUser, ",
    "ec2, RunInstances, ",
    "cloudwatch, DescribeAlarms, DescribeAlarmsResult",
  })
  void knowsTheWrappersOfQueryResults(String service, String operation, String wrapper) {
    assertThat(catalog.service(service).operations().get(operation).resultWrapper())
        .isEqualTo(wrapper);
  }

  @Test
  void knowsWhichCallsNeedNoSignature() {
    ServiceModel sts = catalog.service("sts");

    assertThat(sts.operations().get("AssumeRole").signed()).isTrue();
    assertThat(sts.operations().get("AssumeRoleWithWebIdentity").signed()).isFalse();
    assertThat(sts.operations().get("AssumeRoleWithSAML").signed()).isFalse();
    assertThat(catalog.service("cognitoidentityprovider").operations().get("SignUp").signed())
        .isFalse();
    assertThat(catalog.service("cognitoidentity").operations().get("GetId").signed()).isFalse();
  }

  @Test
  void knowsPathsOfRestServices() {
    OperationModel invoke = catalog.service("lambda").operations().get("Invoke");

    assertThat(invoke.method()).isEqualTo("POST");
    assertThat(invoke.uri()).isEqualTo("/2015-03-31/functions/{FunctionName}/invocations");
    assertThat(catalog.service("cloudfront").operations()).containsKey("CreateDistribution");
    assertThat(catalog.service("route53").operations().get("CreateHostedZone"))
        .satisfies(
            o -> {
              assertThat(o.successStatus()).isEqualTo(201);
              assertThat(o.requestRoot()).isEqualTo("CreateHostedZoneRequest");
              assertThat(o.responseRoot()).isEqualTo("CreateHostedZoneResponse");
              assertThat(o.requestXmlNamespace())
                  .isEqualTo("https://route53.amazonaws.com/doc/2013-04-01/");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "dynamodb, ResourceNotFoundException, 400",
    "dynamodb, ConditionalCheckFailedException, 400",
    "dynamodb, InternalServerError, 500",
    "lambda, ResourceNotFoundException, 404",
    "iam, EntityAlreadyExists, 409",
    "iam, NoSuchEntity, 404",
    "s3, NoSuchBucket, 404",
    "s3, NoSuchKey, 404",
    "s3, BucketAlreadyExists, 409",
    "s3, SignatureDoesNotMatch, 403",
    "s3, SlowDown, 503",
    "kms, NotFoundException, 400",
    "route53, NoSuchHostedZone, 404",
    "sns, NotFound, 404",
  })
  void knowsTheStatusesOfErrors(String service, String code, int status) {
    assertThat(catalog.service(service).errors().get(code))
        .satisfies(
            e -> {
              assertThat(e.status()).isEqualTo(status);
              assertThat(e.senderFault()).isEqualTo(status < 500);
            });
  }

  @Test
  void findsErrorsByCodeShapeAndLegacyCode() {
    assertThat(catalog.service("iam").error("EntityAlreadyExistsException"))
        .map(ErrorModel::code)
        .contains("EntityAlreadyExists");
    assertThat(catalog.service("sqs").error("AWS.SimpleQueueService.NonExistentQueue"))
        .map(ErrorModel::shape)
        .contains("QueueDoesNotExist");
    assertThat(catalog.service("sqs").error("Nonsense")).isEmpty();
  }

  @Test
  void keepsTwoErrorsOfOneCodeApart() {
    ServiceModel cloudwatch = catalog.service("cloudwatch");

    assertThat(cloudwatch.error("DashboardNotFoundError"))
        .map(ErrorModel::code)
        .contains("ResourceNotFound");
    assertThat(cloudwatch.error("ResourceNotFound")).map(ErrorModel::shape).isPresent();
  }

  @Test
  void knowsConstraints() {
    ShapeModel createTable = catalog.service("dynamodb").shapes().get("CreateTableRequest");

    assertThat(createTable.members().get("TableName").required()).isTrue();
    ShapeModel user = catalog.service("iam").shapes().get("CreateUserRequest");
    ShapeModel.Value name = user.members().get("UserName").value();
    assertThat(name.min()).isEqualTo(BigDecimal.ONE);
    assertThat(name.max()).isEqualTo(BigDecimal.valueOf(64));
    assertThat(name.pattern()).isEqualTo("[\\w+=,.@-]+");
    ShapeModel.Value keys = createTable.members().get("KeySchema").value();
    assertThat(keys.element()).isNotNull();
    assertThat(keys.element().shape()).isEqualTo("KeySchemaElement");
    assertThat(
            catalog
                .service("cognitoidentityprovider")
                .shapes()
                .get("SignUpRequest")
                .members()
                .get("Password")
                .value()
                .sensitive())
        .isTrue();
  }

  @Test
  void knowsTheTextsOfEnumerationsThatTheSdkKnowsEvenIfTheModelIsOlder() {
    ShapeModel create = catalog.service("lambda").shapes().get("CreateFunctionRequest");

    assertThat(create.members().get("Runtime").value().oneOf()).contains("java25", "python3.14");
  }

  @Test
  void findsServicesByEachNameTheyGoBy() {
    assertThat(names(catalog.bySigningName("elasticloadbalancing")))
        .containsExactly("elasticloadbalancing", "elasticloadbalancingv2");
    assertThat(names(catalog.bySigningName("apigateway")))
        .containsExactly("apigateway", "apigatewayv2");
    assertThat(names(catalog.bySigningName("s3"))).containsExactly("s3", "s3control");
    assertThat(names(catalog.bySigningName("s3express"))).containsExactly("s3", "s3control");
    assertThat(names(catalog.bySigningName("monitoring"))).containsExactly("cloudwatch");
    assertThat(catalog.bySigningName("nonsense")).isEmpty();
    assertThat(names(catalog.byEndpointPrefix("queue"))).containsExactly("sqs");
    assertThat(names(catalog.byEndpointPrefix("api.pricing"))).containsExactly("pricing");
    assertThat(catalog.byTargetPrefix("DynamoDBStreams_20120810"))
        .map(ServiceSummary::name)
        .contains("dynamodbstreams");
    assertThat(catalog.byTargetPrefix("CloudTrail_20131101"))
        .map(ServiceSummary::name)
        .contains("cloudtrail");
    assertThat(catalog.byTargetPrefix("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"))
        .isPresent();
    assertThat(catalog.byQueryVersion("2015-12-01"))
        .map(ServiceSummary::name)
        .contains("elasticloadbalancingv2");
    assertThat(catalog.summary("sfn")).map(ServiceSummary::signingName).contains("states");
  }

  @Test
  void hasOneServiceForEachVersionOfAQueryApi() {
    assertThat(
            catalog.services().stream()
                .filter(s -> s.protocols().stream().anyMatch(Protocol::form))
                .map(ServiceSummary::apiVersion))
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesAServiceThatIsNotThere() {
    assertThatThrownBy(() -> catalog.service("nonsense"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(catalog.summary("nonsense")).isEmpty();
  }

  @Test
  void readsAServiceOnce() {
    assertThat(catalog.service("sts")).isSameAs(catalog.service("sts"));
  }

  @Test
  void staysSmall() throws IOException {
    assertThat(sizeBytes("index")).isLessThan(8_000);
    int allBytes = 0;
    for (ServiceSummary service : catalog.services()) {
      int sizeBytes = sizeBytes(service.name());
      assertThat(sizeBytes).as(service.name()).isLessThan(250_000);
      allBytes += sizeBytes;
    }
    assertThat(allBytes).isLessThan(2_000_000);
  }

  private static int sizeBytes(String resource) throws IOException {
    try (InputStream in = Catalog.class.getResourceAsStream(resource + ".bin")) {
      assertThat(in).as(resource).isNotNull();
      return in.readAllBytes().length;
    }
  }

  private static List<String> names(List<ServiceSummary> services) {
    return services.stream().map(ServiceSummary::name).toList();
  }
}
