package dev.cloudjar.wire.protocol;

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
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;

/** ec2Query: flat forms in, XML without a wrapper out. */
final class Ec2Codec implements ProtocolCodec {
  private static final Refusal MALFORMED_FORM = new Refusal("MalformedQueryString", 400);
  private static final Refusal MALFORMED_VALUE = new Refusal("InvalidParameterValue", 400);

  private final Texts texts =
      new Texts(MALFORMED_VALUE, TimestampFormatTrait.Format.ISO_8601, true);
  private final FormShapeReader reader = new FormShapeReader(texts, true, QueryNames.NONE);
  private final XmlShapeWriter writer = new XmlShapeWriter(texts, QueryNames.NONE);

  @Override
  public SdkPojo read(
      ServiceModel service,
      OperationModel operation,
      SdkPojo builder,
      RequestHead head,
      ByteBuffer body) {
    Form form = new Form(MALFORMED_FORM).add(head.query()).add(body);
    reader.members(form.root(), builder, Structure.of(builder));
    return Shape.build(builder);
  }

  @Override
  public Reply write(
      ServiceModel service, OperationModel operation, SdkPojo response, String requestId) {
    String root = operation.name() + "Response";
    XmlWriter out = new XmlWriter().declaration();
    String namespace = service.xmlNamespace();
    if (namespace == null) {
      out.open(root);
    } else {
      out.open(root, namespace);
    }
    out.element("requestId", requestId);
    writer.members(out, response, Structure.of(response));
    out.close(root);
    return reply(operation.successStatus(), requestId, Map.of(), out);
  }

  @Override
  public Reply writeError(ServiceModel service, WireError error, String requestId) {
    XmlWriter out = new XmlWriter().legible().declaration();
    out.open("Response").open("Errors").open("Error").element("Code", error.code());
    String message = error.message();
    if (message != null) {
      out.element("Message", message);
    }
    writer.members(out, error);
    out.close("Error").close("Errors").element("RequestID", requestId).close("Response");
    return reply(error.status(), requestId, error.headers(), out);
  }

  private static Reply reply(
      int status, String requestId, Map<String, String> more, XmlWriter out) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(2 + more.size());
    headers.add(Map.entry("x-amzn-RequestId", requestId));
    headers.add(Map.entry("Content-Type", "text/xml;charset=UTF-8"));
    headers.addAll(more.entrySet());
    return new Reply(status, headers, out.finish());
  }
}
