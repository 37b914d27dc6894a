package dev.cloudjar.wire.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * SQS as its clients spoke to it before it took JSON, by the examples of its API reference.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html">Making
 *     Query API requests</a>
 */
class SqsQueryTest {
  private static final ServiceModel SQS = Catalog.load().service("sqs");

  @Test
  void aMessageWithAttributesIsReadFromAFormAndFromAQueryString() {
    String form =
        "Action=SendMessage&QueueUrl=q&MessageBody=This+is+a+test+message"
            + "&MessageAttribute.1.Name=my_attribute_name_1"
            + "&MessageAttribute.1.Value.StringValue=my_attribute_value_1"
            + "&MessageAttribute.1.Value.DataType=String"
            + "&MessageAttribute.2.Name=blob"
            + "&MessageAttribute.2.Value.BinaryValue=AQI%3D"
            + "&MessageAttribute.2.Value.DataType=Binary"
            + "&Version=2012-11-05";
    SendMessageRequest meant =
        SendMessageRequest.builder()
            .queueUrl("q")
            .messageBody("This is a test message")
            .messageAttributes(
                Map.of(
                    "my_attribute_name_1",
                    MessageAttributeValue.builder()
                        .stringValue("my_attribute_value_1")
                        .dataType("String")
                        .build(),
                    "blob",
                    MessageAttributeValue.builder()
                        .binaryValue(
                            software.amazon.awssdk.core.SdkBytes.fromByteArray(new byte[] {1, 2}))
                        .dataType("Binary")
                        .build()))
            .build();
    assertThat(read("SendMessage", "", form, SendMessageRequest.builder())).isEqualTo(meant);
    assertThat(read("SendMessage", form, "", SendMessageRequest.builder())).isEqualTo(meant);
  }

  @Test
  void attributesTagsAndBatchesAreFlattenedUnderTheirFormerNames() {
    assertThat(
            read(
                "CreateQueue",
                "",
                "QueueName=MyQueue&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=40"
                    + "&Tag.1.Key=QueueType&Tag.1.Value=Production&Action=CreateQueue",
                CreateQueueRequest.builder()))
        .isEqualTo(
            CreateQueueRequest.builder()
                .queueName("MyQueue")
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "40"))
                .tags(Map.of("QueueType", "Production"))
                .build());
    assertThat(
            read(
                "SendMessageBatch",
                "",
                "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=test_msg_001"
                    + "&SendMessageBatchRequestEntry.1.MessageBody=one"
                    + "&SendMessageBatchRequestEntry.2.Id=test_msg_002"
                    + "&SendMessageBatchRequestEntry.2.MessageBody=two"
                    + "&SendMessageBatchRequestEntry.2.DelaySeconds=60",
                SendMessageBatchRequest.builder()))
        .isEqualTo(
            SendMessageBatchRequest.builder()
                .entries(
                    SendMessageBatchRequestEntry.builder()
                        .id("test_msg_001")
                        .messageBody("one")
                        .build(),
                    SendMessageBatchRequestEntry.builder()
                        .id("test_msg_002")
                        .messageBody("two")
                        .delaySeconds(60)
                        .build())
                .build());
  }

  @Test
  void messagesAreWrittenAsTheyUsedToBe() {
    ReceiveMessageResponse response =
        ReceiveMessageResponse.builder()
            .messages(
                Message.builder()
                    .messageId("5fea7756")
                    .body("This is a <test>")
                    .attributes(Map.of(MessageSystemAttributeName.SENDER_ID, "AIDA"))
                    .messageAttributes(
                        Map.of(
                            "city",
                            MessageAttributeValue.builder()
                                .stringValue("Any City")
                                .dataType("String")
                                .build()))
                    .build())
            .build();
    assertThat(write("ReceiveMessage", response))
        .isEqualTo(
            "<ReceiveMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                + "<ReceiveMessageResult><Message><MessageId>5fea7756</MessageId>"
                + "<Body>This is a &lt;test&gt;</Body>"
                + "<Attribute><Name>SenderId</Name><Value>AIDA</Value></Attribute>"
                + "<MessageAttribute><Name>city</Name><Value><StringValue>Any City</StringValue>"
                + "<DataType>String</DataType></Value></MessageAttribute></Message>"
                + "</ReceiveMessageResult><ResponseMetadata><RequestId>r-1</RequestId>"
                + "</ResponseMetadata></ReceiveMessageResponse>");
    assertThat(write("DeleteMessage", DeleteMessageResponse.builder().build()))
        .isEqualTo(
            "<DeleteMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">"
                + "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>"
                + "</DeleteMessageResponse>");
  }

  @Test
  void anErrorHasItsFormerCodeAndInJsonBoth() {
    WireError error = new WireError("QueueDoesNotExist", "gone", 400, true, Map.of(), Map.of());
    Reply query = Codecs.of(Protocol.AWS_QUERY).writeError(SQS, error, "r-1");
    assertThat(UTF_8.decode(query.body()).toString())
        .isEqualTo(
            "<ErrorResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"><Error>"
                + "<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>"
                + "<Message>gone</Message></Error><RequestId>r-1</RequestId></ErrorResponse>");
    Reply json = Codecs.of(Protocol.AWS_JSON_1_0).writeError(SQS, error, "r-1");
    assertThat(UTF_8.decode(json.body()).toString())
        .isEqualTo("{\"__type\":\"QueueDoesNotExist\",\"message\":\"gone\"}");
    assertThat(json.headers())
        .contains(
            Map.entry("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender"));
  }

  private static SdkPojo read(String operation, String query, String body, Object builder) {
    RequestHead head =
        new RequestHead(
            body.isEmpty() ? "GET" : "POST",
            "/",
            query,
            new OfficialClient.MapHeaders(
                body.isEmpty()
                    ? Map.of()
                    : Map.of("content-type", List.of("application/x-www-form-urlencoded"))));
    assertThat(Codecs.protocolOf(SQS, head)).isEqualTo(Protocol.AWS_QUERY);
    return Codecs.forRequest(SQS, head)
        .read(
            SQS,
            SQS.operations().get(operation),
            (SdkPojo) builder,
            head,
            ByteBuffer.wrap(body.getBytes(UTF_8)));
  }

  private static String write(String operation, SdkPojo response) {
    Reply reply =
        Codecs.of(Protocol.AWS_QUERY).write(SQS, SQS.operations().get(operation), response, "r-1");
    return UTF_8.decode(reply.body()).toString();
  }
}
