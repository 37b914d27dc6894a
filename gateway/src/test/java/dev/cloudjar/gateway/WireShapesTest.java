package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cloudjar.cloud.CallObserver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands on the wire where the way itself answers, byte by byte as clients see it. */
class WireShapesTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<CallObserver.Answered> observed = new ArrayList<>();
  private CloudServer server;

  @BeforeEach
  void start() throws IOException {
    server = CloudServer.builder().rooms(TestRooms.all()).observer(observed::add).start();
  }

  @AfterEach
  void close() {
    http.close();
    server.close();
  }

  @Test
  void everyAnswerTellsHowRealItIs() throws Exception {
    assertThat(fidelity(form("sts", "Action=GetCallerIdentity&Version=2011-06-15")))
        .isEqualTo("real");
    assertThat(fidelity(json("sqs", "AmazonSQS.TagQueue", "{\"QueueUrl\":\"x\",\"Tags\":{}}")))
        .isEqualTo("recorded");
    assertThat(fidelity(json("sqs", "AmazonSQS.PurgeQueue", "{\"QueueUrl\":\"x\"}")))
        .isEqualTo("unsupported");
    assertThat(fidelity(json("dynamodb", "DynamoDB_20120810.ListTables", "{}")))
        .isEqualTo("unsupported");
  }

  @Test
  void aRefusalTellsItTooBeforeTheRoomWasOpen() throws Exception {
    HttpRequest unsigned =
        HttpRequest.newBuilder(
                URI.create(server.endpoint() + "/?Action=GetSessionToken&Version=2011-06-15"))
            .build();
    HttpResponse<String> answer = http.send(unsigned, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(fidelity(answer)).isEqualTo("real");
  }

  @Test
  void aQueryServiceWithoutARoomAnswersInXml() throws Exception {
    HttpResponse<String> answer = form("monitoring", "Action=DescribeAlarms&Version=2010-08-01");

    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(answer.body())
        .contains("<ErrorResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">")
        .contains("<Code>NotImplemented</Code>")
        .contains("DescribeAlarms");
  }

  @Test
  void ec2WithoutARoomAnswersInItsOwnXml() throws Exception {
    HttpResponse<String> answer = form("ec2", "Action=DescribeVpcs&Version=2016-11-15");

    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(answer.body())
        .contains("<Response><Errors><Error><Code>NotImplemented</Code>")
        .contains("DescribeVpcs");
  }

  @Test
  void aJsonServiceWithoutARoomAnswersInJson() throws Exception {
    HttpResponse<String> answer = json("dynamodb", "DynamoDB_20120810.ListTables", "{}");

    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(answer.body()).contains("NotImplemented").contains("ListTables").startsWith("{");
  }

  @Test
  void aRestServiceWithoutARoomAnswersInItsFormat() throws Exception {
    HttpResponse<String> lambda =
        http.send(
            signed("lambda", "/2015-03-31/functions/").GET().build(), BodyHandlers.ofString());
    assertThat(lambda.statusCode()).isEqualTo(501);
    assertThat(lambda.body()).contains("ListFunctions");
    assertThat(lambda.headers().firstValue("x-amzn-errortype"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("NotImplemented"));

    HttpResponse<String> zones =
        http.send(
            signed("route53", "/2013-04-01/hostedzone").GET().build(), BodyHandlers.ofString());
    assertThat(zones.statusCode()).isEqualTo(501);
    assertThat(zones.body()).contains("<Code>NotImplemented</Code>").contains("ListHostedZones");
  }

  @Test
  void operationsThatNobodyHasAreUnknown() throws Exception {
    HttpResponse<String> query = form("sts", "Action=MakeCoffee&Version=2011-06-15");
    assertThat(query.statusCode()).isEqualTo(400);
    assertThat(query.body()).contains("<Code>InvalidAction</Code>").contains("MakeCoffee");

    HttpResponse<String> json = json("sqs", "AmazonSQS.MakeCoffee", "{}");
    assertThat(json.statusCode()).isEqualTo(400);
    assertThat(json.body()).contains("UnknownOperationException");
  }

  @Test
  void servicesThatNobodyHasAreNotImplemented() throws Exception {
    HttpResponse<String> answer =
        http.send(signed("teleport", "/").GET().build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(501);
    assertThat(answer.body()).contains("teleport");
  }

  @Test
  void whatCannotBeReadIsRefused() throws Exception {
    HttpResponse<String> answer = json("sqs", "AmazonSQS.CreateQueue", "{\"QueueName\":");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("Exception");
  }

  @Test
  void whatBreaksTheModelIsRefused() throws Exception {
    HttpResponse<String> answer = form("sts", "Action=GetAccessKeyInfo&Version=2011-06-15");

    assertThat(answer.statusCode()).isEqualTo(501);
    HttpResponse<String> refused =
        form("sts", "Action=GetSessionToken&Version=2011-06-15&DurationSeconds=1");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("<Code>ValidationError</Code>").contains("durationSeconds");
  }

  @Test
  void bodiesBeyondAllMeasureAreNotGathered() {
    String answer =
        RawHttp.send(
            server.port(),
            "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AmazonSQS.CreateQueue\r\n"
                + "Content-Type: application/x-amz-json-1.0\r\n"
                + "Content-Length: 99999999999\r\nX-Amz-Date: "
                + now()
                + "\r\nAuthorization: "
                + authorization("sqs", now())
                + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("RequestEntityTooLarge");
  }

  @Test
  void observersSeeEveryCallOfWhoWasBelieved() throws Exception {
    form("sts", "Action=GetCallerIdentity&Version=2011-06-15");
    json("sqs", "AmazonSQS.GetQueueUrl", "{\"QueueName\":\"none\"}");

    assertThat(observed)
        .extracting(
            answered -> answered.call().operation(),
            answered -> answered.errorCode(),
            answered -> answered.status())
        .containsExactly(
            tuple("GetCallerIdentity", null, 200), tuple("GetQueueUrl", "QueueDoesNotExist", 400));
  }

  private static String fidelity(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-cloudjar-fidelity").orElse("none");
  }

  private HttpResponse<String> form(String service, String form) throws Exception {
    return http.send(
        signed(service, "/")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> json(String service, String target, String body) throws Exception {
    return http.send(
        signed(service, "/")
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", target)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder signed(String service, String path) {
    String now = now();
    return HttpRequest.newBuilder(URI.create(server.endpoint() + path))
        .header("X-Amz-Date", now)
        .header("Authorization", authorization(service, now));
  }

  private static String now() {
    return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
        .withZone(ZoneOffset.UTC)
        .format(Instant.now());
  }

  private static String authorization(String service, String time) {
    return "AWS4-HMAC-SHA256 Credential=test/"
        + time.substring(0, 8)
        + "/us-east-1/"
        + service
        + "/aws4_request, SignedHeaders=host;x-amz-date, Signature="
        + "0".repeat(64);
  }
}
