package dev.cloudjar.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.ProtocolCodec;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;

/** Proves one service's codec against the SDK's own client. */
final class SdkProof {
  private static final String REQUEST_ID = "0a1b2c3d-4e5f-6789-abcd-ef0123456789";

  private final ServiceModel service;
  private final OfficialClient client;
  private final long seed;

  SdkProof(ServiceModel service, long seed) {
    this.service = service;
    this.client = new OfficialClient(service);
    this.seed = seed;
  }

  List<OperationModel> operations() {
    return service.operations().values().stream()
        .filter(operation -> !operation.eventStreamInput() && !operation.eventStreamOutput())
        .toList();
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
        new Specimens(own, fullness, requestAlphabet(), service).of(type(operation.requestClass()));
    SdkPojo response =
        new Specimens(own + 1, fullness, responseAlphabet(), service)
            .onlyFinite(onlyFiniteResponses())
            .of(type(operation.responseClass()));
    SdkPojo[] read = new SdkPojo[1];
    SdkPojo received =
        client.call(
            operation,
            request,
            sent -> {
              ProtocolCodec codec = Codecs.forRequest(service, sent.head());
              ByteBuffer body = operation.streamingInput() ? ByteBuffer.allocate(0) : sent.body();
              read[0] =
                  codec.read(
                      service,
                      operation,
                      Specimens.newBuilder(request.getClass()),
                      sent.head(),
                      body);
              return codec.write(service, operation, response, REQUEST_ID);
            });
    Map<String, Object> asked = requestRules().of(request);
    assertThat(OfficialQuirks.withoutAdditions(service, asked, requestRules().of(read[0])))
        .as("%s.%s request", service.name(), operation.name())
        .isEqualTo(asked);
    Map<String, Object> answered = responseRules().of(response);
    assertThat(OfficialQuirks.withoutContentType(answered, responseRules().of(received)))
        .as("%s.%s response", service.name(), operation.name())
        .isEqualTo(answered);
    assertThat(((AwsResponse) received).responseMetadata().requestId()).isEqualTo(REQUEST_ID);
  }

  /** Proves that an error arrives as its own class with all that it says. */
  void proveError(ErrorModel error) {
    OperationModel operation = operations().getFirst();
    SdkPojo request =
        new Specimens(seed, Specimens.Fullness.MINIMAL, requestAlphabet(), service)
            .of(type(operation.requestClass()));
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
                                    Map.of()),
                                REQUEST_ID)));
    assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo(error.legacyCode());
    assertThat(thrown.awsErrorDetails().errorMessage())
        .isEqualTo("It's <broken> & \"quoted\" \u00e4");
    assertThat(thrown.statusCode()).isEqualTo(error.status());
    assertThat(thrown.requestId()).isEqualTo(REQUEST_ID);
    assertThat(thrown.getClass().getSimpleName())
        .isEqualToIgnoringCase(exceptionName(error.shape()));
  }

  /** The SDK's name for the class of an error. */
  private static String exceptionName(String shape) {
    String stem =
        shape.endsWith("Fault") ? shape.substring(0, shape.length() - "Fault".length()) : shape;
    return stem.endsWith("Exception") ? stem : stem + "Exception";
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
      throw new AssertionError(broken);
    }
  }
}
