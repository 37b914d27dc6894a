package dev.cloudjar.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
@SuppressWarnings("StringConcatToTextBlock") // the line ends matter
class HttpDoorTest {
  private final TestRequests requests = new TestRequests();
  private HttpDoor door;
  private RawClient client;

  @BeforeEach
  void open() throws IOException {
    door = open(DoorLimits.defaults());
    client = new RawClient(door.port());
  }

  @AfterEach
  void close() {
    requests.release.countDown();
    client.close();
    door.close(0);
  }

  private HttpDoor open(DoorLimits limits) throws IOException {
    return HttpDoor.open("127.0.0.1", 0, requests, new NoCertificates(), limits);
  }

  @Test
  void answersWithLengthDateAndServer() {
    RawClient.Answered answer = client.send(get("/a?b=c")).receive();

    assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(answer.body()).isEqualTo("GET /a b=c  {}");
    assertThat(answer.header("content-length")).isEqualTo("14");
    assertThat(answer.header("date")).endsWith(" GMT");
    assertThat(answer.header("server")).isEqualTo("Cloudjar");
    assertThat(answer.header("connection")).isNull();
  }

  @Test
  void keepsTheConnection() {
    for (int i = 0; i < 3; i++) {
      assertThat(client.send(get("/" + i)).receive().body()).isEqualTo("GET /" + i + "   {}");
    }
  }

  @Test
  void runsImmediateOnesOnTheNetworkThreadAndOthersOnVirtualThreads() {
    assertThat(client.send(get("/thread")).receive().body()).isEqualTo("true");
    assertThat(client.send(post("/immediate", "x")).receive().body())
        .isEqualTo("POST /immediate  x {}");
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() {
    client.send(
        get("/1") + post("/immediate/2", "two") + get("/3") + post("/4", "four") + get("/5"));

    assertThat(client.receive().body()).isEqualTo("GET /1   {}");
    assertThat(client.receive().body()).isEqualTo("POST /immediate/2  two {}");
    assertThat(client.receive().body()).isEqualTo("GET /3   {}");
    assertThat(client.receive().body()).isEqualTo("POST /4  four {}");
    assertThat(client.receive().body()).isEqualTo("GET /5   {}");
  }

  @Test
  void answersManyMorePipelinedRequestsThanItReadsAhead() {
    int count = 3_000;
    String filler = "x".repeat(100);
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < count; i++) {
                    client.send(post(i % 2 == 0 ? "/immediate" : "/later", i + filler));
                  }
                });

    for (int i = 0; i < count; i++) {
      assertThat(client.receive().body()).contains(" " + i + "x");
    }
    assertThat(sender).isNotNull();
  }

  @Test
  void readsChunksAndTrailers() {
    client.send(
        "POST /chunked HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nX-Sum: 7\r\n\r\n");

    assertThat(client.receive().body()).isEqualTo("POST /chunked  hello world {x-sum=7}");
  }

  @Test
  void readsBodiesThatComeInPieces() {
    client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nab");
    client.send("cd").send("ef");

    assertThat(client.receive().body()).isEqualTo("POST /p  abcdef {}");
  }

  @Test
  void readsBodiesLargerThanMayWaitInMemory() {
    byte[] body = new byte[8 * 1024 * 1024];
    client.send("PUT /length HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n");
    client.send(body);

    assertThat(client.receive().body()).isEqualTo("8388608");
    assertThat(client.send(get("/next")).receive().status()).isEqualTo(200);
  }

  @Test
  void sendsContinueWhenTheHandlerWantsTheBody() {
    client.send(
        "PUT /length HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");

    assertThat(client.receive().status()).isEqualTo(100);
    assertThat(client.send("abc").receive().body()).isEqualTo("3");
    assertThat(client.send(get("/next")).receive().status()).isEqualTo(200);
  }

  @Test
  void refusesWithoutContinueAndClosesAsNobodyKnowsWhetherTheBodyComes() {
    client.send(
        "PUT /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");

    RawClient.Answered answer = client.receive();
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void refusesOtherExpectations() {
    client.send("PUT /length HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: tea\r\n\r\n");

    assertThat(client.receive().status()).isEqualTo(417);
  }

  @Test
  void clientsSeeTheRefusalOfABodyTheyAreStillSending() {
    client.send("PUT /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n");
    client.send(new byte[3_000_000]);

    RawClient.Answered answer = client.receive();
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("connection")).isEqualTo("close");
  }

  @Test
  void throwsAwayTheRestOfASmallBodyToKeepTheConnection() {
    client.send("PUT /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n");
    client.send(new byte[200_000]);

    assertThat(client.receive().header("connection")).isNull();
    assertThat(client.send(get("/next")).receive().status()).isEqualTo(200);
  }

  @Test
  void answersHeadWithoutABody() {
    client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(client.receive(true).header("content-length")).isEqualTo("12");
    assertThat(client.send(get("/next")).receive().status()).isEqualTo(200);
  }

  @Test
  void noContentHasNeitherBodyNorLength() {
    RawClient.Answered answer = client.send(get("/empty")).receive();

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("content-length")).isNull();
    assertThat(client.send(get("/next")).receive().status()).isEqualTo(200);
  }

  @Test
  void closesWhenToldTo() {
    client.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(client.receive().header("connection")).isEqualTo("close");
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void servesHttp10() {
    client.send("GET /stream HTTP/1.0\r\n\r\n");

    RawClient.Answered answer = client.receive();
    assertThat(answer.header("transfer-encoding")).isNull();
    assertThat(answer.body()).isEqualTo("part 0\npart 1\npart 2\n");
  }

  @Test
  void sendsStreamsInChunks() {
    RawClient.Answered answer = client.send(get("/stream")).receive();

    assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(answer.body()).isEqualTo("part 0\npart 1\npart 2\n");
  }

  @Test
  void sendsFilesAndClosesThem(@TempDir Path directory) throws Exception {
    requests.file = Files.writeString(directory.resolve("file"), "x".repeat(3_000_000) + "end");

    RawClient.Answered answer = client.send(get("/file?1000000")).receive();

    assertThat(answer.body()).hasSize(2_000_003).endsWith("xend");
    assertThat(requests.contentClosed.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(client.send(get("/next")).receive().status()).isEqualTo(200);
  }

  @Test
  void closesFilesWhenTheClientLeaves(@TempDir Path directory) throws Exception {
    requests.file = Files.writeString(directory.resolve("file"), "x".repeat(50_000_000));

    client.send(get("/file?0")).reset();

    assertThat(requests.contentClosed.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void endsTheConnectionWhenContentIsNotWhatWasPromised() {
    client.send(get("/short"));
    assertThat(client.receive().body()).hasSize(3);
    assertThat(client.isEnded()).isTrue();

    try (RawClient second = new RawClient(door.port())) {
      assertThat(second.send(get("/long")).receive().body()).isEmpty();
      assertThat(second.isEnded()).isTrue();
    }
  }

  @Test
  void tellsTheHandlerThatTheClientLeftInTheMiddleOfItsBody() throws Exception {
    client.send("PUT /length HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nabc").reset();

    assertThat(requests.broken.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
  }

  @Test
  void wakesTheHandlerThatWaitsForAClientWhoHasLeft() throws Exception {
    client.send(get("/wait"));
    requests.begun.await();
    client.reset();

    assertThat(requests.broken.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void tellsTheHandlerThatTheClientLeftWhileItWasSentTo() throws Exception {
    client.send(get("/endless")).awaitAnswer();
    requests.begun.await();
    client.reset();

    assertThat(requests.broken.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
  }

  @Test
  void aHandlerThatBreaksIsAnEmptyServerError() {
    RawClient.Answered answer = client.send(get("/throw")).receive();

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).isEmpty();
    assertThat(client.send(get("/next")).receive().status()).isEqualTo(200);
  }

  @Test
  void aLineBreakInAHeaderBeginsNoOther() {
    RawClient.Answered answer = client.send(get("/split")).receive();

    assertThat(answer.header("x")).isEqualTo("a  Set-Cookie: b");
    assertThat(answer.header("set-cookie")).isNull();
  }

  @Test
  void takesWholeUrlsAsProxiesDo() {
    client.send("GET http://s3.amazonaws.com/a/b?c HTTP/1.1\r\nHost: s3.amazonaws.com\r\n\r\n");

    assertThat(client.receive().body()).isEqualTo("GET /a/b c  {}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "Content-Length: 3, 3\r\n\r\nabc",
        "Content-Length: +3\r\n\r\nabc",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length: 0x3\r\n\r\nabc",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Content-Length : 3\r\n\r\nabc",
        "No colon\r\n\r\n",
        "Host: second\r\n\r\n",
        "X: a\0b\r\n\r\n",
        "X(: a\r\n\r\n",
      })
  void refusesAmbiguousHeads(String rest) {
    client.send("POST /a HTTP/1.1\r\nHost: x\r\n" + rest);

    RawClient.Answered answer = client.receive();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(client.isEnded()).isTrue();
    assertThat(requests.requests).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "z\r\nabc\r\n0\r\n\r\n",
        "-1\r\nabc\r\n0\r\n\r\n",
        "FFFFFFFFF\r\nabc\r\n0\r\n\r\n",
        "3 \r\nabc\r\n0\r\n\r\n",
        "3\r\nabcX\r\n0\r\n\r\n",
        "\r\nabc\r\n0\r\n\r\n",
        "3\nabc\n0\n\n",
      })
  void endsTheConnectionAtAMalformedChunk(String body) throws Exception {
    client.send(
        "POST /length HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            + body
            + get("/smuggled"));

    assertThat(client.isEnded()).isTrue();
    assertThat(requests.broken.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    assertThat(requests.requests).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET  HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a HTTP/3.7\r\nHost: x\r\n\r\n",
        "GET /a\r\nHost: x\r\n\r\n",
        "GET /a HTTP/1.1\r\n\r\n",
        "GET a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0001\u0002\u0003 garbage\r\n\r\n",
      })
  void refusesMalformedRequestLines(String head) {
    client.send(head);

    assertThat(client.receive().status()).isIn(400, 505);
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void refusesHeadsThatAreTooLarge() {
    client.send("GET /" + "a".repeat(17 * 1024) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(client.receive().status()).isEqualTo(414);

    try (RawClient second = new RawClient(door.port())) {
      second.send("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(33 * 1024) + "\r\n\r\n");
      assertThat(second.receive().status()).isEqualTo(431);
    }
    try (RawClient third = new RawClient(door.port())) {
      third.send("GET / HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n".repeat(300) + "\r\n");
      assertThat(third.receive().status()).isEqualTo(431);
    }
  }

  @Test
  void readsFoldedHeadersAsOneLine() {
    client.send("GET /a HTTP/1.1\r\nHost: x\r\nX: a\r\n b: c\r\n\r\n");

    assertThat(client.receive().status()).isEqualTo(200);
  }

  @Test
  void closesConnectionsThatNeverSendTheirHead() throws IOException {
    try (HttpDoor impatient = open(DoorLimits.defaults().withSeconds(1, 1, 1, 1));
        RawClient silent = new RawClient(impatient.port());
        RawClient slow = new RawClient(impatient.port())) {
      slow.send("GET /a HTTP/1.1\r\nHost");

      assertThat(silent.isEnded()).isTrue();
      assertThat(slow.isEnded()).isTrue();
    }
  }

  @Test
  void closesConnectionsWhoseBodyStalls() throws Exception {
    try (HttpDoor impatient = open(DoorLimits.defaults().withSeconds(1, 1, 1, 1));
        RawClient small = new RawClient(impatient.port());
        RawClient large = new RawClient(impatient.port())) {
      small.send("PUT /length HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
      large.send("PUT /length HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nabc");

      assertThat(small.isEnded()).isTrue();
      assertThat(requests.broken.get(5, TimeUnit.SECONDS)).hasMessageContaining("no bytes came");
      assertThat(large.isEnded()).isTrue();
    }
  }

  @Test
  void closesConnectionsThatReadNothing() throws Exception {
    try (HttpDoor impatient = open(DoorLimits.defaults().withSeconds(1, 1, 1, 1));
        RawClient deaf = new RawClient(impatient.port())) {
      deaf.send(get("/endless"));

      assertThat(requests.broken.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void letsRunningRequestsFinishWhenItCloses() throws Exception {
    try (RawClient idle = new RawClient(door.port())) {
      assertThat(idle.send(get("/a")).receive().status()).isEqualTo(200);
      client.send(get("/wait"));
      requests.begun.await();
      Thread closing = Thread.ofVirtual().start(() -> door.close(10));

      assertThat(idle.isEnded()).isTrue();
      requests.release.countDown();
      RawClient.Answered answer = client.receive();
      assertThat(answer.body()).isEqualTo("waited");
      assertThat(answer.header("connection")).isEqualTo("close");
      closing.join();
    }
  }

  static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  static String post(String target, String body) {
    return "POST "
        + target
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static final class NoCertificates implements Certificates {
    @Override
    public Optional<SslContext> ready(String serverName) {
      return Optional.empty();
    }

    @Override
    public SslContext prepare(String serverName) {
      throw new IllegalStateException("no certificates here");
    }
  }
}
