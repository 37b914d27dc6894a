package dev.cloudjar.wire;

import static dev.cloudjar.wire.RouterRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.Protocol;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private static final Catalog CATALOG = Catalog.load();
  private static final Router ROUTER = new Router(CATALOG);

  private static Route.Found found(RouterRequest request) {
    Route route = request.by(ROUTER);
    assertThat(route).isInstanceOf(Route.Found.class);
    return (Route.Found) route;
  }

  private static String name(RouterRequest request) {
    Route.Found found = found(request);
    return found.service().name() + ":" + found.operation().name();
  }

  private static WireError refused(RouterRequest request) {
    return switch (request.by(ROUTER)) {
      case Route.Found found -> throw new AssertionError("found " + found.operation().name());
      case Route.UnknownOperation unknown -> unknown.error();
      case Route.UnknownService unknown -> unknown.error();
    };
  }

  @Nested
  class ByTarget {

    @ParameterizedTest
    @CsvSource({
      "DynamoDB_20120810.PutItem, dynamodb, dynamodb:PutItem",
      "DynamoDBStreams_20120810.GetRecords, dynamodb, dynamodbstreams:GetRecords",
      "AmazonSQS.SendMessage, sqs, sqs:SendMessage",
      "TrentService.Encrypt, kms, kms:Encrypt",
      "AWSStepFunctions.StartExecution, states, sfn:StartExecution",
      "Logs_20140328.PutLogEvents, logs, cloudwatchlogs:PutLogEvents",
      "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents, cloudtrail, "
          + "cloudtrail:LookupEvents",
      "CloudTrail_20131101.LookupEvents, cloudtrail, cloudtrail:LookupEvents",
    })
    void findsTheOperation(String target, String signingName, String expected) {
      assertThat(name(request("POST /").with("X-Amz-Target", target).signedFor(signingName)))
          .isEqualTo(expected);
    }

    @Test
    void needsNoSignature() {
      RouterRequest signUp =
          request("POST /").with("X-Amz-Target", "AWSCognitoIdentityProviderService.SignUp");

      assertThat(name(signUp)).isEqualTo("cognitoidentityprovider:SignUp");
      assertThat(found(signUp).operation().signed()).isFalse();
    }

    @Test
    void answersInTheVersionOfJsonThatTheClientSpeaks() {
      RouterRequest send = request("POST /").with("X-Amz-Target", "AmazonSQS.SendMessage");

      assertThat(found(send).protocol()).isEqualTo(Protocol.AWS_JSON_1_0);
      assertThat(
              found(send.with("Content-Type", "application/x-amz-json-1.1; charset=utf-8"))
                  .protocol())
          .isEqualTo(Protocol.AWS_JSON_1_1);
      assertThat(
              found(
                      request("POST /")
                          .with("X-Amz-Target", "Kinesis_20131202.PutRecord")
                          .with("Content-Type", "application/x-amz-cbor-1.1"))
                  .protocol())
          .isEqualTo(Protocol.AWS_CBOR_1_1);
    }

    @Test
    void refusesAnOperationThatIsNotThere() {
      WireError error =
          refused(
              request("POST /")
                  .with("X-Amz-Target", "DynamoDB_20120810.Nonsense")
                  .signedFor("dynamodb"));

      assertThat(error.code()).isEqualTo("UnknownOperationException");
      assertThat(error.status()).isEqualTo(400);
    }

    @Test
    void refusesATargetOfAnotherServiceInTheNameOfTheScope() {
      Route route =
          request("POST /")
              .with("X-Amz-Target", "Nonsense.PutItem")
              .signedFor("dynamodb")
              .by(ROUTER);

      assertThat(route)
          .isInstanceOfSatisfying(
              Route.UnknownOperation.class,
              unknown -> assertThat(unknown.service().name()).isEqualTo("dynamodb"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "Nonsense", "Nonsense.", ".Nonsense"})
    void refusesAServiceThatIsNotThere(String target) {
      assertThat(refused(request("POST /").with("X-Amz-Target", target)).status()).isEqualTo(501);
    }

    @Test
    void refusesAJsonServiceWithoutTarget() {
      assertThat(refused(request("POST /").signedFor("dynamodb")).code())
          .isEqualTo("UnknownOperationException");
    }
  }

  @Nested
  class ByForm {

    @ParameterizedTest
    @CsvSource({
      "iam, Action=ListUsers&Version=2010-05-08, iam:ListUsers",
      "iam, Version=2010-05-08&Action=ListUsers, iam:ListUsers",
      "iam, Action=ListUsers, iam:ListUsers",
      "elasticloadbalancing, Action=DescribeLoadBalancers&Version=2015-12-01, "
          + "elasticloadbalancingv2:DescribeLoadBalancers",
      "elasticloadbalancing, Action=DescribeLoadBalancers&Version=2012-06-01, "
          + "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing, Action=DescribeTargetGroups, "
          + "elasticloadbalancingv2:DescribeTargetGroups",
      "ec2, Action=RunInstances&Version=2014-02-01, ec2:RunInstances",
      "sqs, Action=SendMessage&Version=2012-11-05&MessageBody=Action%3DPurgeQueue, sqs:SendMessage",
      "monitoring, Action=PutMetricData&Version=2010-08-01, cloudwatch:PutMetricData",
      "sts, Action=GetCallerIdentity&Version=2011-06-15, sts:GetCallerIdentity",
    })
    void findsTheOperation(String signingName, String form, String expected) {
      assertThat(name(request("POST /").form(form).signedFor(signingName))).isEqualTo(expected);
    }

    @Test
    void findsTheOperationAtTheAddressOfAQueue() {
      Route.Found found =
          found(
              request("POST /000000000000/orders")
                  .form("Action=ReceiveMessage&Version=2012-11-05")
                  .signedFor("sqs"));

      assertThat(found.operation().name()).isEqualTo("ReceiveMessage");
      assertThat(found.protocol()).isEqualTo(Protocol.AWS_QUERY);
    }

    @Test
    void findsTheOperationInTheQueryString() {
      assertThat(name(request("GET /?Action=ListQueues&Version=2012-11-05").signedFor("sqs")))
          .isEqualTo("sqs:ListQueues");
      assertThat(
              name(
                  request("POST /?Action=AssumeRoleWithSAML&Version=2011-06-15").form("RoleArn=x")))
          .isEqualTo("sts:AssumeRoleWithSAML");
    }

    @Test
    void findsAnUnsignedOperationByItsVersion() {
      RouterRequest assume =
          request("POST /").form("Action=AssumeRoleWithWebIdentity&Version=2011-06-15");

      assertThat(name(assume)).isEqualTo("sts:AssumeRoleWithWebIdentity");
      assertThat(found(assume).operation().signed()).isFalse();
    }

    @Test
    void findsAnOperationWithoutScopeByItsHost() {
      assertThat(
              name(request("POST /").form("Action=ListTopics").host("sns.us-east-1.amazonaws.com")))
          .isEqualTo("sns:ListTopics");
    }

    @ParameterizedTest
    @CsvSource({"ec2, EC2_QUERY", "rds, AWS_QUERY"})
    void refusesAnActionThatIsNotThere(String signingName, Protocol protocol) {
      RouterRequest request = request("POST /").form("Action=Nonsense").signedFor(signingName);

      assertThat(request.by(ROUTER).protocol()).isEqualTo(protocol);
      assertThat(refused(request).code()).isEqualTo("InvalidAction");
      assertThat(refused(request).status()).isEqualTo(400);
    }

    @Test
    void refusesAMissingAction() {
      assertThat(refused(request("POST /").form("Version=2010-05-08").signedFor("iam")).code())
          .isEqualTo("MissingAction");
      assertThat(refused(request("GET /").signedFor("iam")).code()).isEqualTo("MissingAction");
    }

    @Test
    void leavesTheActionOfAnObjectToS3() {
      assertThat(name(request("GET /bucket/key?Action=ListUsers").signedFor("s3")))
          .isEqualTo("s3:GetObject");
      assertThat(name(request("GET /bucket/key?Action=ListUsers"))).isEqualTo("s3:GetObject");
    }
  }

  @Nested
  class Body {

    @Test
    void isAskedOnlyForAFormOfAServiceThatTakesForms() {
      assertThat(request("POST /").form("").givesItsBodyTo(ROUTER)).isTrue();
      assertThat(request("POST /").form("").signedFor("iam").givesItsBodyTo(ROUTER)).isTrue();
      assertThat(request("POST /").form("").signedFor("s3").givesItsBodyTo(ROUTER)).isFalse();
      assertThat(request("PUT /bucket/key").form("").givesItsBodyTo(ROUTER)).isFalse();
      assertThat(request("POST /").givesItsBodyTo(ROUTER)).isFalse();
      assertThat(
              request("POST /")
                  .form("")
                  .with("X-Amz-Target", "AmazonSQS.Send")
                  .givesItsBodyTo(ROUTER))
          .isFalse();
    }
  }

  @Nested
  class ByRpcPath {

    @Test
    void findsTheOperation() {
      RouterRequest put =
          request("POST /service/GraniteServiceVersion20100801/operation/PutMetricData")
              .with("smithy-protocol", "rpc-v2-cbor")
              .signedFor("monitoring");

      assertThat(name(put)).isEqualTo("cloudwatch:PutMetricData");
      assertThat(found(put).protocol()).isEqualTo(Protocol.RPC_V2_CBOR);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/service/GraniteServiceVersion20100801/operation/Nonsense",
          "/service/Nonsense/operation/PutMetricData",
          "/service/AmazonSQS/operation/SendMessage",
          "/operation/PutMetricData",
          "/service//operation/",
          "/",
        })
    void refusesWhatIsNotThere(String path) {
      assertThat(request("POST " + path).with("smithy-protocol", "rpc-v2-cbor").by(ROUTER))
          .isNotInstanceOf(Route.Found.class);
    }

    @Test
    void leavesSuchAPathToS3WithoutTheHeader() {
      assertThat(name(request("PUT /service/A/operation/B"))).isEqualTo("s3:PutObject");
    }
  }

  @Nested
  class ByPath {

    @ParameterizedTest
    @CsvSource({
      "POST /2015-03-31/functions/f/invocations, lambda, lambda:Invoke",
      "POST /2015-03-31/functions/arn%3Aaws%3Alambda%3Af/invocations, lambda, lambda:Invoke",
      "GET /2015-03-31/functions, lambda, lambda:ListFunctions",
      "GET /2015-03-31/functions/, lambda, lambda:ListFunctions",
      "GET /2018-10-31/layers?find=LayerVersion&Arn=x, lambda, lambda:GetLayerVersionByArn",
      "GET /2018-10-31/layers, lambda, lambda:ListLayers",
      "POST /restapis, apigateway, apigateway:CreateRestApi",
      "POST /restapis?mode=import, apigateway, apigateway:ImportRestApi",
      "GET /v2/apis, apigateway, apigatewayv2:GetApis",
      "POST /2020-05-31/distribution?WithTags, cloudfront, cloudfront:CreateDistributionWithTags",
      "POST /2020-05-31/distribution, cloudfront, cloudfront:CreateDistribution",
      "POST /2020-05-31/tagging?Operation=Untag&Resource=x, cloudfront, cloudfront:UntagResource",
      "POST /2013-04-01/hostedzone/Z1/rrset/, route53, route53:ChangeResourceRecordSets",
      "POST /2013-04-01/hostedzone/Z1/rrset, route53, route53:ChangeResourceRecordSets",
      "POST /prod/@connections/abc%3D, execute-api, apigatewaymanagementapi:PostToConnection",
      "POST /prod/%40connections/abc, execute-api, apigatewaymanagementapi:PostToConnection",
      "GET /federation/credentials?role_name=r, awsssoportal, sso:GetRoleCredentials",
    })
    void findsTheOperation(String line, String signingName, String expected) {
      assertThat(name(request(line).signedFor(signingName))).isEqualTo(expected);
    }

    @Test
    void findsTheUnsignedPortalByItsToken() {
      assertThat(
              name(
                  request("GET /federation/credentials?role_name=r&account_id=1")
                      .with("x-amz-sso_bearer_token", "token")))
          .isEqualTo("sso:GetRoleCredentials");
    }

    @ParameterizedTest
    @CsvSource({
      "GET /nonsense, lambda",
      "PATCH /2015-03-31/functions, lambda",
      "GET //, lambda",
      "POST /2015-03-31/functions//invocations, lambda",
      "GET /2015-03-31/functions/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p, lambda",
      "OPTIONS *, lambda",
    })
    void refusesAPathThatIsNotThere(String line, String signingName) {
      WireError error = refused(request(line).signedFor(signingName));

      assertThat(error.code()).isEqualTo("UnknownOperationException");
      assertThat(error.status()).isEqualTo(404);
    }

    @Test
    void refusesAServiceThatIsNotThere() {
      Route route = request("GET /x").signedFor("comprehend").by(ROUTER);

      assertThat(route)
          .isInstanceOfSatisfying(
              Route.UnknownService.class,
              unknown -> assertThat(unknown.service()).isEqualTo("comprehend"));
    }
  }

  @Nested
  class Region {

    @ParameterizedTest
    @CsvSource({
      "us-gov-west-1, us-gov-west-1",
      "ap-southeast-2, ap-southeast-2",
      "'', us-east-1",
      "EU_WEST;1, us-east-1",
    })
    void comesFromTheScope(String scope, String region) {
      assertThat(found(request("GET /").signedFor("s3", scope)).region()).isEqualTo(region);
    }

    @Test
    void comesFromTheHostOfAnUnsignedRequest() {
      assertThat(found(request("GET /key").host("bucket.s3.eu-central-1.amazonaws.com")).region())
          .isEqualTo("eu-central-1");
      assertThat(found(request("GET /bucket/key")).region()).isEqualTo("us-east-1");
    }

    @Test
    void comesFromTheParametersOfAPresignedRequest() {
      assertThat(
              found(
                      request(
                          "GET /b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                              + "AKIA%2F20260102%2Fsa-east-1%2Fs3%2Faws4_request"))
                  .region())
          .isEqualTo("sa-east-1");
    }

    @Test
    void comesFromItsOwnHeaderWithTheAsymmetricAlgorithm() {
      RouterRequest request =
          request("GET /b/k")
              .with("X-Amz-Region-Set", "eu-west-3,us-east-1")
              .with(
                  "Authorization",
                  "AWS4-ECDSA-P256-SHA256 Credential=AKIA/20260102/s3/aws4_request,"
                      + " SignedHeaders=host, Signature=00");

      assertThat(found(request).region()).isEqualTo("eu-west-3");
      assertThat(name(request)).isEqualTo("s3:GetObject");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo=",
          "Bearer token",
          "",
          "AWS4-HMAC-SHA256 Credential=",
          "AWS4-HMAC-SHA256 Credential=/aws4_request",
          "AWS4-HMAC-SHA256 Credential=a/aws4_request",
          "AWS4-HMAC-SHA256 Credential=a/b/aws4_request",
          "AWS4-HMAC-SHA256 Credential=////aws4_request",
          "Credential",
        })
    void isTheDefaultWhereTheCredentialCannotBeRead(String authorization) {
      Route route = request("GET /bucket/key").with("Authorization", authorization).by(ROUTER);

      assertThat(route.region()).isEqualTo("us-east-1");
    }
  }
}
