package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.ErrorModel;
import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.ProtocolCodec;
import dev.cloudjar.wire.Reply;
import dev.cloudjar.wire.RequestHead;
import dev.cloudjar.wire.WireError;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** awsQuery: forms in, XML out. */
final class QueryCodec implements ProtocolCodec {
  private static final Refusal MALFORMED_FORM = new Refusal("MalformedQueryString", 400);
  private static final Refusal MALFORMED_VALUE = new Refusal("MalformedInput", 400);

  private final Texts texts =
      new Texts(MALFORMED_VALUE, TimestampFormatTrait.Format.ISO_8601, false);
  private final Map<String, QueryNames> names = new ConcurrentHashMap<>();

  private QueryNames names(ServiceModel service) {
    return service.queryNames().isEmpty()
        ? QueryNames.NONE
        : names.computeIfAbsent(service.name(), first -> new QueryNames(service.queryNames()));
  }

  @Override
  public SdkPojo read(
      ServiceModel service,
      OperationModel operation,
      SdkPojo builder,
      RequestHead head,
      ByteBuffer body) {
    Form form = new Form(MALFORMED_FORM).add(head.query()).add(body);
    new FormShapeReader(texts, false, names(service))
        .members(form.root(), builder, Structure.of(builder));
    return Shape.build(builder);
  }

  @Override
  public Reply write(
      ServiceModel service, OperationModel operation, SdkPojo response, String requestId) {
    Structure structure = Structure.of(response);
    String root = operation.name() + "Response";
    XmlWriter out = new XmlWriter();
    openRoot(out, root, service);
    String wrapper = operation.resultWrapper();
    if (wrapper == null && !structure.body.isEmpty()) {
      wrapper = operation.name() + "Result";
    }
    if (wrapper != null) {
      out.open(wrapper);
      new XmlShapeWriter(texts, names(service)).members(out, response, structure);
      out.close(wrapper);
    }
    out.open("ResponseMetadata").element("RequestId", requestId).close("ResponseMetadata");
    out.close(root);
    return reply(operation.successStatus(), requestId, Map.of(), out);
  }

  @Override
  public Reply writeError(ServiceModel service, WireError error, String requestId) {
    ErrorModel model = service.error(error.code()).orElse(null);
    XmlWriter out = new XmlWriter().legible();
    openRoot(out, "ErrorResponse", service);
    out.open("Error");
    out.element("Type", error.senderFault() ? "Sender" : "Receiver");
    out.element("Code", model == null ? error.code() : model.legacyCode());
    String message = error.message();
    if (message != null) {
      out.element("Message", message);
    }
    new XmlShapeWriter(texts, names(service)).members(out, error);
    out.close("Error").element("RequestId", requestId).close("ErrorResponse");
    return reply(error.status(), requestId, error.headers(), out);
  }

  private static void openRoot(XmlWriter out, String root, ServiceModel service) {
    String namespace = service.xmlNamespace();
    if (namespace == null) {
      out.open(root);
    } else {
      out.open(root, namespace);
    }
  }

  private static Reply reply(
      int status, String requestId, Map<String, String> more, XmlWriter out) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(2 + more.size());
    headers.add(Map.entry("x-amzn-RequestId", requestId));
    headers.add(Map.entry("Content-Type", "text/xml"));
    headers.addAll(more.entrySet());
    return new Reply(status, headers, out.finish());
  }
}
