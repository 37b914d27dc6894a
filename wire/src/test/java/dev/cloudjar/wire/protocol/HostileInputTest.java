package dev.cloudjar.wire.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.MalformedRequestException;
import dev.cloudjar.wire.RequestHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * What isn't a well-formed request is refused as AWS refuses it, and costs no more than its size.
 */
class HostileInputTest {
  private static final Catalog CATALOG = Catalog.load();
  private static final int VERY_DEEP = 100_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "\"text\"",
        "null",
        "{\"QueueUrl\":\"q\"",
        "{\"QueueUrl\":\"q\"} trailing",
        "{\"QueueUrl\":\"q\",}",
        "{'QueueUrl':'q'}",
        "{\"QueueUrl\":5}",
        "{\"QueueUrl\":[\"q\"]}",
        "{\"QueueUrl\":{\"q\":1}}",
        "{\"DelaySeconds\":\"5\"}",
        "{\"DelaySeconds\":1.5}",
        "{\"DelaySeconds\":99999999999}",
        "{\"DelaySeconds\":1e999999999}",
        "{\"DelaySeconds\":true}",
        "{\"MessageAttributes\":[]}",
        "{\"MessageAttributes\":{\"a\":{\"BinaryValue\":\"not base64!\"}}}",
        "{\"MessageAttributes\":{\"a\":{\"StringListValues\":[null]}}}",
        "{\"MessageBody\":\"\\ud83\"}",
      })
  void jsonOfTheWrongKindIsASerializationException(String body) {
    refuses(() -> json(body), "SerializationException");
  }

  @Test
  void jsonIsRefusedWhereItIsDeepWhetherItsMembersAreKnownOrNot() {
    refuses(() -> json("{\"Unknown\":" + "[".repeat(VERY_DEEP)), "SerializationException");
    refuses(() -> json("{\"a\":".repeat(VERY_DEEP)), "SerializationException");
    String map = "{\"M\":{\"k\":".repeat(VERY_DEEP);
    refuses(
        () -> read("dynamodb", "PutItem", "{\"Item\":{\"k\":" + map, PutItemRequest.builder()),
        "SerializationException");
  }

  @Test
  void jsonThatIsNotUtf8IsRefused() {
    byte[] broken = "{\"QueueUrl\":\"__\"}".getBytes(UTF_8);
    broken[13] = (byte) 0xC3;
    broken[14] = (byte) 0x28;
    refuses(
        () -> read("sqs", "SendMessage", broken, SendMessageRequest.builder()),
        "SerializationException");
  }

  @Test
  void ofAMemberThatIsGivenTwiceTheLastOneCountsAndUnknownMembersDoNot() {
    assertThat(
            json(
                "{\"QueueUrl\":\"first\",\"Unknown\":{\"a\":[1,{}]},\"QueueUrl\":\"last\","
                    + "\"MessageBody\":null}"))
        .isEqualTo(SendMessageRequest.builder().queueUrl("last").build());
  }

  @Test
  void timestampsOutOfAllBoundsAreRefused() {
    for (String time : List.of("1e999999999", "-1e400", "9e30", "\"now\"", "[]")) {
      refuses(
          () ->
              read(
                  "cloudwatchlogs",
                  "CreateDelivery",
                  "{\"s3DeliveryConfiguration\":" + time + "}",
                  software.amazon.awssdk.services.cloudwatchlogs.model.CreateDeliveryRequest
                      .builder()),
          "SerializationException");
      refuses(
          () ->
              read(
                  "kms",
                  "ImportKeyMaterial",
                  "{\"ValidTo\":" + time + "}",
                  software.amazon.awssdk.services.kms.model.ImportKeyMaterialRequest.builder()),
          "SerializationException");
    }
  }

  @Test
  void whatIsNoUnicodeLeavesInEveryFormat() {
    SdkPojo odd = json("{\"MessageBody\":\"half \\ud83d of a pair\"}");
    for (TokenFormat format : List.of(new JsonFormat(), new CborFormat(true))) {
      ByteBuffer written = new TokenShapeWriter(format, false).write(odd, Structure.of(odd));
      SdkPojo builder = (SdkPojo) SendMessageRequest.builder();
      new TokenShapeReader(format, false, new Refusal("any", 400))
          .read(written, builder, Structure.of(builder));
      assertThat(((SendMessageRequest) Shape.build(builder)).messageBody())
          .startsWith("half ")
          .endsWith(" of a pair");
    }
    SdkPojo oddKey = SendMessageRequest.builder().queueUrl("\ude00").build();
    XmlWriter xml = new XmlWriter();
    xml.text(((SendMessageRequest) oddKey).queueUrl());
    assertThat(UTF_8.decode(xml.finish()).toString()).isEqualTo("\ufffd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Delete>",
        "<Delete><Object></Delete>",
        "<Other/>",
        "text",
        "<Delete>text</Delete>",
        "<Delete><Quiet>perhaps</Quiet></Delete>",
        "<Delete><Quiet>true</Quiet><Quiet>true</Quiet></Delete>",
        "<Delete><Object><Key><b>k</b></Key></Object></Delete>",
        "<Delete><Object><Size>12x</Size></Object></Delete>",
        "<Delete>&undefined;</Delete>",
        "<Delete><Object><Key>&undefined;</Key></Object></Delete>",
        "<!DOCTYPE Delete><Delete/>",
        "<!DOCTYPE D [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&e;</Key>"
            + "</Object></Delete>",
        "<!DOCTYPE D [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><Delete><Object><Key>&b;</Key>"
            + "</Object></Delete>",
        "<Delete/><Delete/>",
        "<Delete/>trailing",
        "<Delete a=\"1\" a=\"2\"/>",
      })
  void xmlOfTheWrongKindIsMalformed(String body) {
    refuses(() -> xml(body), "MalformedXML");
  }

  @Test
  void xmlIsRefusedWhereItIsDeepWhetherItsElementsAreKnownOrNot() {
    refuses(() -> xml("<Delete>" + "<a>".repeat(VERY_DEEP)), "MalformedXML");
    refuses(() -> xml("<Delete>".repeat(VERY_DEEP)), "MalformedXML");
  }

  @Test
  void unknownElementsNamespacesAndCommentsAreNoMatter() {
    assertThat(
            xml(
                "<?xml version='1.0'?><!-- c --><x:Delete xmlns:x='urn:any'><Unknown><Deep/></Unknown>"
                    + "<x:Quiet>true</x:Quiet><Object><Key>a&amp;&#x62;<![CDATA[<c>]]></Key></Object>"
                    + "</x:Delete>"))
        .isEqualTo(
            DeleteObjectsRequest.builder()
                .bucket("b")
                .delete(
                    delete ->
                        delete
                            .quiet(true)
                            .objects(ObjectIdentifier.builder().key("a&b<c>").build()))
                .build());
  }

  @Test
  void namesThatNobodyKnowsAreForgotten() {
    // A parser that keeps the names of all documents would grow without end.
    for (int round = 0; round < 200; round++) {
      StringBuilder document = new StringBuilder("<Delete>");
      StringBuilder object = new StringBuilder("{");
      for (int i = 0; i < 500; i++) {
        document.append("<n").append(round * 1000 + i).append("x/>");
        object.append("\"n").append(round * 1000 + i).append("x\":0,");
      }
      xml(document.append("</Delete>").toString());
      json(object.append("\"z\":0}").toString());
    }
    assertThat(xml("<Delete/>")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PolicyInputList.member.x=1",
        "PolicyInputList.member.-1=1",
        "PolicyInputList.member.9999999999999999999999=1",
        "PolicyInputList=text",
        "MaxItems=many",
        "MaxItems=99999999999",
        "MaxItems.1=2",
        "ContextEntries.member.1=text",
      })
  void formsWithValuesOfTheWrongKindAreMalformedInput(String form) {
    refuses(() -> form(form), "MalformedInput");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Marker=%", "Marker=%4", "Marker=%zz", "Marker=%ff%fe", "Marker=1&Marker=2"})
  void formsThatAreNoneAreMalformedQueryStrings(String form) {
    refuses(() -> form(form), "MalformedQueryString");
  }

  @Test
  void aFormIsRefusedWhereItIsDeep() {
    refuses(() -> form("a" + ".1".repeat(VERY_DEEP) + "=x"), "MalformedQueryString");
  }

  @Test
  void aGreatIndexCostsNoMoreThanASmallOne() {
    assertThat(
            form(
                "PolicyInputList.member.999999999=b&PolicyInputList.member.7=a&Unknown.1.X=y&&=&Marker"))
        .isEqualTo(
            SimulateCustomPolicyRequest.builder().policyInputList("a", "b").marker("").build());
  }

  @Test
  void cborThatPromisesMoreThanItBringsIsRefused() {
    List<byte[]> bodies =
        List.of(
            new byte[] {(byte) 0xBF},
            new byte[] {(byte) 0xFF},
            new byte[] {(byte) 0xA1, 0x64, 'D', 'a', 't', 'a', 0x5B, 0, 0, 0, 0x7F, 0, 0, 0, 0},
            new byte[] {(byte) 0xA1, 0x64, 'D', 'a', 't', 'a', 0x5A, 0x7F, -1, -1, -1, 0},
            new byte[] {(byte) 0xA1, 0x7A, 0x7F, -1, -1, -1, 'D'},
            new byte[] {(byte) 0xBB, -1, -1, -1, -1, -1, -1, -1, -1},
            new byte[] {(byte) 0xA1, 0x64, 'D', 'a', 't', 'a', 0x61, 'x'},
            deepCbor());
    for (byte[] body : bodies) {
      refuses(
          () ->
              read(
                  "kinesis",
                  "PutRecord",
                  body,
                  software.amazon.awssdk.services.kinesis.model.PutRecordRequest.builder()),
          "SerializationException");
    }
  }

  private static byte[] deepCbor() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0xA1);
    bytes.write(0x61);
    bytes.write('u');
    for (int i = 0; i < VERY_DEEP; i++) {
      bytes.write(0x81);
    }
    return bytes.toByteArray();
  }

  private static SdkPojo json(String body) {
    return read("sqs", "SendMessage", body, SendMessageRequest.builder());
  }

  private static SdkPojo xml(String body) {
    return read("s3", "DeleteObjects", body, DeleteObjectsRequest.builder());
  }

  private static SdkPojo form(String body) {
    return read("iam", "SimulateCustomPolicy", body, SimulateCustomPolicyRequest.builder());
  }

  private static SdkPojo read(String service, String operation, String body, Object builder) {
    return read(service, operation, body.getBytes(UTF_8), builder);
  }

  private static SdkPojo read(String name, String operationName, byte[] body, Object builder) {
    ServiceModel service = CATALOG.service(name);
    OperationModel operation = service.operations().get(operationName);
    Protocol protocol = service.protocol();
    RequestHead head =
        new RequestHead(
            "POST", "/b", "", new OfficialClient.MapHeaders(Map.of("host", List.of("localhost"))));
    return Codecs.of(protocol)
        .read(service, operation, (SdkPojo) builder, head, ByteBuffer.wrap(body));
  }

  private static void refuses(Runnable reading, String code) {
    assertThatExceptionOfType(MalformedRequestException.class)
        .isThrownBy(reading::run)
        .satisfies(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(code);
              assertThat(refusal.status()).isEqualTo(400);
              assertThat(refusal.getMessage()).hasSizeLessThan(500);
            });
  }
}
