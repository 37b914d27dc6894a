package dev.cloudjar.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.ProtocolCodec;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/** Proves one service's codec against the SDK's own client. */
final class SdkProof {
  /** Minimal, full, and two at the edges. */
  static final int ROUNDS = 4;

  private static final String REQUEST_ID = "0a1b2c3d-4e5f-6789-abcd-ef0123456789";

  private final ServiceModel service;
  private final OfficialClient client;
  private final Map<String, String> exceptions;
  private OfficialStreamClient streamClient;
  private final long seed;
  private int provenMembers;

  SdkProof(ServiceModel service, long seed) {
    this.service = service;
    this.client = new OfficialClient(service);
    this.exceptions =
        OfficialNames.classes(service).stream()
            .filter(name -> name.startsWith(service.modelPackage()) && name.endsWith("Exception"))
            .map(name -> name.substring(name.lastIndexOf('.') + 1))
            .collect(Collectors.toMap(name -> name.toLowerCase(Locale.ROOT), name -> name));
    this.seed = seed;
  }

  List<OperationModel> operations() {
    return List.copyOf(service.operations().values());
  }

  Collection<ErrorModel> errors() {
    return service.errors().values();
  }

  /** Proves that a request is read as it was sent, and a response received as it was written. */
  void prove(OperationModel operation, int round) {
    Specimens.Fullness fullness =
        switch (round) {
          case 0 -> Specimens.Fullness.MINIMAL;
          case 1 -> Specimens.Fullness.FULL;
          default -> Specimens.Fullness.EDGE;
        };
    long own = seed * 31 + operation.name().hashCode() * 7L + round;
    SdkPojo request =
        new Specimens(own, fullness, requestAlphabet(), service)
            .onlyWholeSeconds(OfficialQuirks.sendsWholeSeconds(operation))
            .of(type(operation.requestClass()));
    SdkPojo response =
        new Specimens(own + 1, fullness, responseAlphabet(), service)
            .onlyFinite(onlyFiniteResponses())
            .of(type(operation.responseClass()));
    SdkPojo[] read = new SdkPojo[1];
    Function<OfficialClient.Sent, ProtocolCodec> reader =
        sent -> {
          ProtocolCodec codec = Codecs.forRequest(service, sent.head());
          ByteBuffer body = operation.streamingInput() ? ByteBuffer.allocate(0) : sent.body();
          SdkPojo builder = Specimens.newBuilder(request.getClass());
          read[0] = codec.read(service, operation, builder, sent.head(), body);
          return codec;
        };
    SdkPojo received =
        operation.eventStreamOutput()
            ? proveEvents(operation, request, response, reader, own)
            : client.call(
                operation,
                request,
                sent ->
                    withStream(
                        operation,
                        reader.apply(sent).write(service, operation, response, REQUEST_ID)));
    Map<String, Object> asked = requestRules().of(request);
    assertThat(
            PlainTree.differences(
                asked, OfficialQuirks.withoutAdditions(service, asked, requestRules().of(read[0]))))
        .as("%s.%s request", service.name(), operation.name())
        .isEmpty();
    Map<String, Object> answered = responseRules().of(response);
    assertThat(
            PlainTree.differences(
                answered, OfficialQuirks.withoutReceived(answered, responseRules().of(received))))
        .as("%s.%s response", service.name(), operation.name())
        .isEmpty();
    assertThat(((AwsResponse) received).responseMetadata().requestId()).isEqualTo(REQUEST_ID);
  }

  /**
   * Proves that every kind of event arrives as it was written, and an error that ends the stream.
   */
  private SdkPojo proveEvents(
      OperationModel operation,
      SdkPojo request,
      SdkPojo response,
      Function<OfficialClient.Sent, ProtocolCodec> reader,
      long own) {
    if (streamClient == null) {
      streamClient = new OfficialStreamClient(service);
    }
    List<SdkPojo> events = new ArrayList<>();
    for (Class<?> event : OfficialNames.events(service, operation)) {
      for (int i = 0; i < 3; i++) {
        events.add(
            new Specimens(own + i, Specimens.Fullness.EDGE, Specimens.Alphabet.XML, service)
                .onlyFinite(true)
                .of(event.asSubclass(SdkPojo.class)));
      }
    }
    assertThat(events).isNotEmpty();
    OfficialStreamClient.Received received =
        streamClient.call(
            operation,
            request,
            sent -> {
              Reply reply = reader.apply(sent).write(service, operation, response, REQUEST_ID);
              EventStreamWriter writer =
                  EventStreamWriter.of(service, Codecs.protocolOf(service, sent.head()));
              ByteBuffer body = ByteBuffer.allocate(1 << 20);
              body.put(writer.opening(response));
              events.forEach(event -> body.put(writer.event(eventName(event), event)));
              body.put(writer.error("SlowDown", "the end"));
              return new Reply(reply.status(), reply.headers(), body.flip());
            });
    assertThat(received.events().stream().map(responseRules()::of).toList())
        .isEqualTo(events.stream().map(responseRules()::of).toList());
    assertThat(received.events().stream().map(SdkPojo::getClass).toList())
        .isEqualTo(events.stream().map(SdkPojo::getClass).toList());
    assertThat(received.error()).isInstanceOf(AwsServiceException.class);
    if (service.protocol() != Protocol.REST_XML) {
      // Where it expects XML, the client looks for the code in the payload only.
      assertThat(((AwsServiceException) received.error()).awsErrorDetails().errorCode())
          .isEqualTo("SlowDown");
    }
    return received.response();
  }

  private static String eventName(SdkPojo event) {
    try {
      String name = String.valueOf(event.getClass().getMethod("sdkEventType").invoke(event));
      return name.contains("unknown") || name.equals("null")
          ? event.getClass().getSimpleName()
          : name;
    } catch (ReflectiveOperationException broken) {
      throw new LinkageError(broken.getMessage(), broken);
    }
  }

  /** Proves that an error arrives as its own class with all that it says. */
  void proveError(ErrorModel error) {
    OperationModel operation =
        operations().stream().filter(each -> !each.eventStreamOutput()).findFirst().orElseThrow();
    SdkPojo request =
        new Specimens(seed, Specimens.Fullness.MINIMAL, requestAlphabet(), service)
            .of(type(operation.requestClass()));
    SdkPojo shape = shape(error);
    AwsServiceException thrown =
        org.junit.jupiter.api.Assertions.assertThrows(
            AwsServiceException.class,
            () ->
                client.call(
                    operation,
                    request,
                    sent ->
                        Codecs.forRequest(service, sent.head())
                            .writeError(
                                service,
                                new WireError(
                                    error.code(),
                                    "It's <broken> & \"quoted\" \u00e4",
                                    error.status(),
                                    error.senderFault(),
                                    Map.of(),
                                    shape,
                                    Map.of()),
                                REQUEST_ID)));
    assertThat(thrown.statusCode()).isEqualTo(error.status());
    if (error.status() == 304) {
      // It has no body, and so no code.
      return;
    }
    assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo(error.legacyCode());
    assertThat(thrown.awsErrorDetails().errorMessage())
        .isEqualTo("It's <broken> & \"quoted\" \u00e4");
    assertThat(thrown.requestId()).isEqualTo(REQUEST_ID);
    Set<String> classes = exceptionClasses(error);
    if (classes.isEmpty()) {
      // Some services' classes have names that follow from neither shape nor code.
      Class<?> base = thrown.getClass().getSuperclass();
      assertThat(AwsServiceException.class).isIn(base, base.getSuperclass());
    } else {
      assertThat(classes).contains(thrown.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }
    if (shape != null && shape.getClass() == thrown.getClass()) {
      assertThat(PlainTree.differences(responseRules().of(shape), responseRules().of(thrown)))
          .isEmpty();
      provenMembers += shape.sdkFields().size();
    }
  }

  /** How many members of errors have arrived. */
  int provenMembers() {
    return provenMembers;
  }

  /** An error's own shape, full of members; null where the SDK has no class of its name. */
  private SdkPojo shape(ErrorModel error) {
    String simpleName = exceptions.get(exceptionName(error.shape()));
    return simpleName == null
        ? null
        : new Specimens(seed, Specimens.Fullness.FULL, responseAlphabet(), service)
            .onlyFinite(onlyFiniteResponses())
            .of(type(simpleName));
  }

  /** The classes that the SDK has for an error's code, in lower case; none for one it never met. */
  private Set<String> exceptionClasses(ErrorModel error) {
    Set<String> names = new HashSet<>();
    names.add(exceptionName(error.legacyCode()));
    service.errors().values().stream()
        .filter(other -> other.legacyCode().equals(error.legacyCode()))
        .forEach(other -> names.add(exceptionName(other.shape())));
    names.retainAll(exceptions.keySet());
    return OfficialQuirks.neverThrown(service, error) ? Set.of() : names;
  }

  /** The SDK's name for the class of an error, in lower case. */
  private static String exceptionName(String shape) {
    String stem =
        shape.endsWith("Fault") ? shape.substring(0, shape.length() - "Fault".length()) : shape;
    return (stem.endsWith("Exception") ? stem : stem + "Exception").toLowerCase(Locale.ROOT);
  }

  private static Reply withStream(OperationModel operation, Reply reply) {
    return operation.streamingOutput()
        ? new Reply(
            reply.status(),
            reply.headers(),
            ByteBuffer.wrap(OfficialClient.STREAM.getBytes(StandardCharsets.UTF_8)))
        : reply;
  }

  private Specimens.Alphabet requestAlphabet() {
    return service.protocol() == Protocol.REST_XML
        ? Specimens.Alphabet.XML
        : Specimens.Alphabet.UNICODE;
  }

  private Specimens.Alphabet responseAlphabet() {
    return service.protocol() == Protocol.REST_XML || service.protocol().form()
        ? Specimens.Alphabet.XML
        : Specimens.Alphabet.UNICODE;
  }

  /** Of all clients' parsers this one can't read the numbers that JSON has as text only. */
  private boolean onlyFiniteResponses() {
    return switch (service.protocol()) {
      case AWS_JSON_1_0, AWS_JSON_1_1, REST_JSON_1 -> true;
      default -> false;
    };
  }

  private Canonical requestRules() {
    return switch (service.protocol()) {
      case AWS_QUERY -> new Canonical(false, true, true, false, true);
      case EC2_QUERY -> new Canonical(false, false, false, false, true);
      case REST_XML -> new Canonical(true, true, false, true, true);
      default -> Canonical.EXACT;
    };
  }

  private Canonical responseRules() {
    // The client's interceptor that shortens ids makes empty lists of those that aren't there.
    return service.name().equals("route53")
        ? new Canonical(true, false, false, true, true)
        : service.protocol() == Protocol.REST_XML
            ? new Canonical(true, true, false, true, true)
            : Canonical.EXACT;
  }

  @SuppressWarnings("unchecked")
  private Class<? extends SdkPojo> type(String simpleName) {
    try {
      return (Class<? extends SdkPojo>) Class.forName(service.modelPackage() + '.' + simpleName);
    } catch (ClassNotFoundException broken) {
      throw new LinkageError(broken.getMessage(), broken);
    }
  }
}
