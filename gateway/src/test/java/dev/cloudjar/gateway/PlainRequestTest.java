package dev.cloudjar.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cloudjar.cloud.CallObserver;
import dev.cloudjar.cloud.Rooms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are no operation of any API, byte by byte as browsers send them. */
class PlainRequestTest {
  private static final String POLICY =
      Base64.getEncoder().encodeToString("{}".getBytes(StandardCharsets.UTF_8));
  private static final String CREDENTIAL = "AKIAPLAIN/20261123/us-east-1/s3/aws4_request";

  private final List<CallObserver.Answered> observed = new ArrayList<>();
  private final PlainTestRoom room = new PlainTestRoom();
  private CloudServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        CloudServer.builder()
            .rooms(new Rooms().addPlain("s3", () -> room))
            .observer(observed::add)
            .start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void preflightsReachTheRoomBeforeItsFirstOperation() {
    assertThat(send("OPTIONS", "/k", "bucket.localhost"))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("/bucket/k");
    assertThat(send("OPTIONS", "/bucket/k%20l", "127.0.0.1")).endsWith("/bucket/k%20l");
    assertThat(send("OPTIONS", "/k", "b.c.s3.eu-west-1.amazonaws.com:4566")).endsWith("/b.c/k");
  }

  @Test
  void websitesAreFoundByTheirHost() {
    assertThat(send("GET", "/", "shop.s3-website.us-east-1.localhost:4566"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Type: text/html")
        .endsWith("<h1>shop</h1>");
    assertThat(send("GET", "/", "WWW.shop.de.S3-Website-us-east-1.amazonaws.com"))
        .endsWith("<h1>www.shop.de</h1>");
    assertThat(send("HEAD", "/", "shop.s3-website.us-east-1.localhost"))
        .startsWith("HTTP/1.1 200 ")
        .doesNotContain("<h1>");
  }

  @Test
  void operationsGoTheirOwnWay() {
    assertThat(send("GET", "/", "127.0.0.1")).contains("<Code>AccessDenied</Code>");
    assertThat(room.asked).hasValue(0);
    assertThat(send("PUT", "/b", "b.localhost")).contains("<Code>AccessDenied</Code>");
    assertThat(room.asked).hasPositiveValue();
  }

  @Test
  void pathsThatBeginAsNoBucketDoesAreShownToRooms() {
    assertThat(send("GET", "/_page/of/a/room", "127.0.0.1")).contains("AccessDenied");
    assertThat(room.asked).hasPositiveValue();
  }

  @Test
  void whatNoHandlerTakesGoesTheUsualWay() {
    assertThat(
            send(
                "POST",
                "/?delete",
                "b.localhost",
                "Content-Type: application/xml\r\n",
                "<Delete/>"))
        .startsWith("HTTP/1.1 403 ")
        .contains("AccessDenied");
  }

  @Test
  void withoutSuchARoomNothingGetsIn() throws IOException {
    try (CloudServer other = CloudServer.builder().rooms(TestRooms.all()).start()) {
      assertThat(
              RawHttp.send(
                  other.port(),
                  "OPTIONS /b/k HTTP/1.1\r\nHost: b.localhost\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 405 ");
      assertThat(RawHttp.get(other.port(), "/", "shop.s3-website.us-east-1.localhost"))
          .doesNotStartWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void faultsAreToldInTheServicesWords() {
    assertThat(send("GET", "/none", "shop.s3-website.us-east-1.localhost"))
        .startsWith("HTTP/1.1 404 ")
        .contains("<Code>NoSuchKey</Code>");
  }

  @Test
  void accidentsTellTheCallerNothing() {
    assertThat(send("GET", "/broken", "shop.s3-website.us-east-1.localhost"))
        .startsWith("HTTP/1.1 500 ")
        .contains("<Code>InternalError</Code>")
        .doesNotContain("secret of the house");
  }

  @Test
  void theRoomAsksTheGateForWhomeverItIs() {
    assertThat(send("GET", "/private", "shop.s3-website.us-east-1.localhost"))
        .startsWith("HTTP/1.1 403 ")
        .contains("<Code>AccessDenied</Code>");
    assertThat(observed)
        .extracting(it -> it.call().operation(), it -> it.errorCode(), it -> it.status())
        .containsExactly(tuple("GetObject", "AccessDenied", 403));
  }

  @Test
  void aSignatureForAnotherServiceIsNotBelieved() {
    assertThat(
            send(
                "GET",
                "/private",
                "shop.s3-website.us-east-1.localhost",
                "Authorization: AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/sqs/aws4_request,"
                    + " SignedHeaders=host, Signature=00\r\nX-Amz-Date: 20261123T000000Z\r\n",
                ""))
        .startsWith("HTTP/1.1 400 ")
        .contains("AuthorizationHeaderMalformed");
  }

  @Test
  void aSignedFormActsForItsSigner() {
    assertThat(upload(CREDENTIAL, signature4())).endsWith("arn:aws:iam::123456789012:root");
    assertThat(upload("AKIAPLAIN", signature2())).endsWith("arn:aws:iam::123456789012:root");
    assertThat(observed)
        .extracting(it -> it.call().operation(), it -> it.status())
        .containsExactly(tuple("PostObject", 201), tuple("PostObject", 201));
  }

  @Test
  void anUnsignedFormIsAnonymous() {
    assertThat(upload("a form")).startsWith("HTTP/1.1 403 ").contains("<Code>AccessDenied</Code>");
  }

  @Test
  void aKeyThatNobodyHasGivenOutIsARoot() {
    String other = CREDENTIAL.replace("AKIAPLAIN", "123456789012");
    assertThat(upload(other, "whatever")).endsWith("arn:aws:iam::123456789012:root");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0000",
        "${signature}0",
        "\u00e4",
      })
  void aFormIsNotBelievedWithAnotherSignature(String signature) {
    assertThat(upload(CREDENTIAL, signature.replace("${signature}", signature4())))
        .startsWith("HTTP/1.1 403 ")
        .contains("<Code>SignatureDoesNotMatch</Code>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/b",
        "AKIAPLAIN/20261123/us-east-1/s3/aws4_request/more",
        "AKIAPLAIN/2026112/us-east-1/s3/aws4_request",
        "AKIAPLAIN/20261123/us-east-1/sqs/aws4_request",
        "AKIAPLAIN/20261123/us-east-1/s3/aws5_request",
        "/20261123/us-east-1/s3/aws4_request",
      })
  void aFormIsNotBelievedWithABrokenCredential(String credential) {
    assertThat(upload(credential, signature4()))
        .startsWith("HTTP/1.1 400 ")
        .contains("<Code>AuthorizationQueryParametersError</Code>");
  }

  @Test
  void everyAnswerOfAnOperationHasTheHeadersOfTheRoom() {
    send("OPTIONS", "/", "127.0.0.1");
    String origin = "Origin: https://example.com\r\n";
    String header = "Access-Control-Allow-Origin: https://example.com";
    assertThat(send("GET", "/", "127.0.0.1", origin, ""))
        .startsWith("HTTP/1.1 403 ")
        .contains(header);
    assertThat(send("HEAD", "/b", "127.0.0.1", origin, ""))
        .startsWith("HTTP/1.1 404 ")
        .contains(header);
    assertThat(send("GET", "/", "127.0.0.1")).doesNotContain("Access-Control");
    assertThat(send("OPTIONS", "/", "127.0.0.1", origin, "")).doesNotContain("Access-Control");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".s3-website.",
        "..s3-website..",
        "x.s3-website\u00e4",
        "[::1].s3-website",
        "[.s3-website:x:y",
        "%2e.s3-website",
      })
  void strangeHostsBreakNothing(String host) {
    assertThat(send("GET", "/", host)).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 5");
    assertThat(send("OPTIONS", "//../%", host)).doesNotStartWith("HTTP/1.1 5");
    assertThat(send("OPTIONS", "/", "127.0.0.1")).startsWith("HTTP/1.1 200 ");
  }

  private String upload(String credential, String signature) {
    return upload(POLICY + "\n" + credential + "\n" + signature);
  }

  private String upload(String body) {
    return send(
        "POST", "/b", "127.0.0.1", "Content-Type: multipart/form-data; boundary=x\r\n", body);
  }

  private String send(String method, String path, String host) {
    return send(method, path, host, "", "");
  }

  private String send(String method, String path, String host, String headers, String body) {
    return RawHttp.send(
        server.port(),
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\nConnection: close\r\n\r\n"
            + body);
  }

  private static String signature4() {
    byte[] key = "AWS4secret".getBytes(StandardCharsets.UTF_8);
    for (String part : List.of("20261123", "us-east-1", "s3", "aws4_request", POLICY)) {
      key = hmac("HmacSHA256", key, part);
    }
    return HexFormat.of().formatHex(key);
  }

  private static String signature2() {
    byte[] key = "secret".getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(hmac("HmacSHA1", key, POLICY));
  }

  private static byte[] hmac(String algorithm, byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
