package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.ProtocolCodec;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** restXml: members in path, query, headers and an XML body. */
final class RestXmlCodec implements ProtocolCodec {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** What S3 does in its own way, and all others alike. */
  private record Manner(
      Refusal malformedBody,
      HttpRequestReader httpReader,
      HttpResponseWriter httpWriter,
      XmlShapeReader reader,
      XmlShapeWriter writer,
      String contentType,
      boolean wrapsErrors) {

    static Manner of(
        String malformedBody,
        String malformedHead,
        boolean alwaysMillis,
        String contentType,
        boolean wrapsErrors) {
      Refusal head = new Refusal(malformedHead, 400);
      Refusal body = new Refusal(malformedBody, 400);
      Texts headers = new Texts(head, TimestampFormatTrait.Format.RFC_822, alwaysMillis);
      Texts query = new Texts(head, TimestampFormatTrait.Format.ISO_8601, alwaysMillis);
      Texts xml = new Texts(body, TimestampFormatTrait.Format.ISO_8601, alwaysMillis);
      return new Manner(
          body,
          new HttpRequestReader(headers, query),
          new HttpResponseWriter(headers),
          new XmlShapeReader(xml),
          new XmlShapeWriter(xml, QueryNames.NONE),
          contentType,
          wrapsErrors);
    }
  }

  private static final Manner S3 =
      Manner.of("MalformedXML", "InvalidArgument", true, "application/xml", false);
  private static final Manner OTHERS =
      Manner.of("MalformedInput", "MalformedInput", false, "text/xml", true);

  /** S3 is the one service with the {@code noErrorWrapping} trait, and the oldest in its ways. */
  private static Manner manner(ServiceModel service) {
    return isS3(service) ? S3 : OTHERS;
  }

  private static boolean isS3(ServiceModel service) {
    return service.serviceId().equals("S3");
  }

  @Override
  public SdkPojo read(
      ServiceModel service,
      OperationModel operation,
      SdkPojo builder,
      RequestHead head,
      ByteBuffer body) {
    Manner manner = manner(service);
    Structure structure = Structure.of(builder);
    manner.httpReader.read(operation, head, builder, structure);
    Member payload = structure.payload;
    if (!body.hasRemaining()) {
      return Shape.build(builder);
    }
    if (payload == null) {
      if (!structure.body.isEmpty()) {
        manner.reader.read(body, operation.requestRoot(), builder, structure);
      }
    } else if (payload.shape instanceof Shape.Nested nested) {
      SdkPojo inner = nested.newBuilder();
      manner.reader.read(body, payload.name, inner, nested.structure());
      payload.set(builder, Shape.build(inner));
    } else if (payload.shape instanceof Shape.Scalar scalar && scalar.kind() == Kind.BYTES) {
      payload.set(builder, SdkBytes.fromByteBuffer(body.duplicate()));
    } else {
      payload.set(builder, Payloads.text(body, manner.malformedBody));
    }
    return Shape.build(builder);
  }

  @Override
  public Reply write(
      ServiceModel service, OperationModel operation, SdkPojo response, String requestId) {
    Manner manner = manner(service);
    Structure structure = Structure.of(response);
    List<Map.Entry<String, String>> headers = headers(service, requestId);
    int status = manner.httpWriter.write(response, structure, operation.successStatus(), headers);
    if (operation.eventStreamOutput()) {
      Payloads.contentType(headers, EventStreamWriter.CONTENT_TYPE);
    }
    if (operation.streamingOutput() || operation.eventStreamOutput() || status == 204) {
      return new Reply(status, headers, NOTHING);
    }
    ByteBuffer body = body(service, operation, manner, response, structure);
    if (body.hasRemaining()) {
      Payloads.contentType(headers, manner.contentType);
    }
    return new Reply(status, headers, body);
  }

  private static ByteBuffer body(
      ServiceModel service,
      OperationModel operation,
      Manner manner,
      SdkPojo response,
      Structure structure) {
    Member payload = structure.payload;
    String root = operation.responseRoot();
    if (payload == null) {
      if (structure.body.isEmpty()) {
        return NOTHING;
      }
      String name = root == null ? operation.name() + "Response" : root;
      XmlWriter out = open(name, service.xmlNamespace());
      manner.writer.members(out, response, structure);
      return out.close(name).finish();
    }
    Object value = payload.get(response);
    String name = root == null ? payload.name : root;
    return switch (value) {
      case SdkBytes bytes -> bytes.asByteBuffer();
      case SdkPojo nested -> {
        XmlWriter out = open(name, service.xmlNamespace());
        manner.writer.members(out, nested, Structure.of(nested));
        yield out.close(name).finish();
      }
      // The Region of a bucket is an element's text; a policy is the body itself.
      case String text when root != null ->
          open(name, service.xmlNamespace()).text(text).close(name).finish();
      case String text -> ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      case null, default ->
          root != null
                  && payload.shape instanceof Shape.Scalar scalar
                  && scalar.kind() == Kind.STRING
              ? open(name, service.xmlNamespace()).close(name).finish()
              : NOTHING;
    };
  }

  private static XmlWriter open(String root, @Nullable String namespace) {
    XmlWriter out = new XmlWriter().declaration();
    return namespace == null ? out.open(root) : out.open(root, namespace);
  }

  @Override
  public Reply writeError(ServiceModel service, WireError error, String requestId) {
    Manner manner = manner(service);
    List<Map.Entry<String, String>> headers = headers(service, requestId);
    if (error.shape() != null) {
      manner.httpWriter.write(error.shape(), Structure.of(error.shape()), error.status(), headers);
    }
    headers.addAll(error.headers().entrySet());
    if (error.status() == 304) {
      return new Reply(304, headers, NOTHING);
    }
    XmlWriter out = new XmlWriter().legible().declaration();
    String namespace = service.xmlNamespace();
    if (manner.wrapsErrors) {
      if (namespace == null) {
        out.open("ErrorResponse");
      } else {
        out.open("ErrorResponse", namespace);
      }
    }
    out.open("Error");
    if (manner.wrapsErrors) {
      out.element("Type", error.senderFault() ? "Sender" : "Receiver");
    }
    out.element("Code", error.code());
    String message = error.message();
    if (message != null) {
      out.element("Message", message);
    }
    manner.writer.members(out, error);
    if (manner.wrapsErrors) {
      out.close("Error").element("RequestId", requestId).close("ErrorResponse");
    } else {
      out.element("RequestId", requestId).element("HostId", hostId(requestId)).close("Error");
    }
    headers.add(Map.entry("Content-Type", manner.contentType));
    return new Reply(error.status(), headers, out.finish());
  }

  private static List<Map.Entry<String, String>> headers(ServiceModel service, String requestId) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(8);
    if (service.signingName().equals("s3")) {
      headers.add(Map.entry("x-amz-request-id", requestId));
      headers.add(Map.entry("x-amz-id-2", hostId(requestId)));
    } else {
      headers.add(Map.entry("x-amzn-RequestId", requestId));
    }
    return headers;
  }

  /** The second name of a request, opaque to clients. */
  private static String hostId(String requestId) {
    return Base64.getEncoder()
        .encodeToString((requestId + requestId).getBytes(StandardCharsets.US_ASCII));
  }
}
