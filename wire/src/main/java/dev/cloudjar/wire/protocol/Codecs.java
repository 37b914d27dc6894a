package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.Protocol;
import dev.cloudjar.catalog.ServiceModel;
import dev.cloudjar.wire.ProtocolCodec;
import dev.cloudjar.wire.RequestHead;

/** The codec of each protocol. */
public final class Codecs {
  private static final ProtocolCodec JSON_1_0 =
      new RpcCodec(new JsonFormat(), "application/x-amz-json-1.0", null);
  private static final ProtocolCodec JSON_1_1 =
      new RpcCodec(new JsonFormat(), "application/x-amz-json-1.1", null);
  private static final ProtocolCodec CBOR_1_1 =
      new RpcCodec(new CborFormat(true), "application/x-amz-cbor-1.1", null);
  private static final ProtocolCodec RPC_V2_CBOR =
      new RpcCodec(new CborFormat(false), "application/cbor", "rpc-v2-cbor");
  private static final ProtocolCodec QUERY = new QueryCodec();
  private static final ProtocolCodec EC2 = new Ec2Codec();
  private static final ProtocolCodec REST_JSON = new RestJsonCodec();
  private static final ProtocolCodec REST_XML = new RestXmlCodec();

  private Codecs() {}

  /** The codec of a protocol. */
  public static ProtocolCodec of(Protocol protocol) {
    return switch (protocol) {
      case AWS_JSON_1_0 -> JSON_1_0;
      case AWS_JSON_1_1 -> JSON_1_1;
      case AWS_QUERY -> QUERY;
      case EC2_QUERY -> EC2;
      case REST_JSON_1 -> REST_JSON;
      case REST_XML -> REST_XML;
      case RPC_V2_CBOR -> RPC_V2_CBOR;
      case AWS_CBOR_1_1 -> CBOR_1_1;
    };
  }

  /** The codec that a request is written in, which is also that of its answer. */
  public static ProtocolCodec forRequest(ServiceModel service, RequestHead head) {
    return of(protocolOf(service, head));
  }

  /**
   * The protocol that a request is written in. Several services take more than one: SQS both JSON
   * and Query, CloudWatch Query, JSON and CBOR, Kinesis JSON and CBOR.
   *
   * @param service the service that is called
   * @param head the request
   */
  public static Protocol protocolOf(ServiceModel service, RequestHead head) {
    if ("rpc-v2-cbor".equals(head.headers().first("smithy-protocol"))) {
      return Protocol.RPC_V2_CBOR;
    }
    String contentType = head.headers().first("content-type");
    String type = contentType == null ? "" : contentType;
    if (head.headers().first("x-amz-target") != null) {
      return targeted(service, type);
    }
    boolean form =
        type.startsWith("application/x-www-form-urlencoded")
            || head.query().startsWith("Action=")
            || head.query().contains("&Action=");
    for (Protocol protocol : service.protocols()) {
      if (protocol.form() == form && !protocol.targeted() && protocol != Protocol.RPC_V2_CBOR) {
        return protocol;
      }
    }
    return service.protocol();
  }

  private static Protocol targeted(ServiceModel service, String type) {
    if (type.startsWith("application/x-amz-cbor-1.1")) {
      return Protocol.AWS_CBOR_1_1;
    } else if (type.startsWith("application/x-amz-json-1.0")) {
      return Protocol.AWS_JSON_1_0;
    } else if (type.startsWith("application/x-amz-json-1.1")) {
      return Protocol.AWS_JSON_1_1;
    }
    return service.protocols().contains(Protocol.AWS_JSON_1_0)
        ? Protocol.AWS_JSON_1_0
        : Protocol.AWS_JSON_1_1;
  }
}
