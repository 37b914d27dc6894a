package dev.cloudjar.wire.sigv4;

import dev.cloudjar.catalog.Protocol;

/** The dialects in which AWS refuses a signature. */
public enum ErrorFamily {
  S3,
  EC2,
  QUERY,
  REST_XML,
  JSON,
  REST_JSON;

  /**
   * The dialect of a service.
   *
   * @param signingName of the service
   * @param protocol in which the request came
   */
  public static ErrorFamily of(String signingName, Protocol protocol) {
    return switch (protocol) {
      case AWS_JSON_1_0, AWS_JSON_1_1, AWS_CBOR_1_1, RPC_V2_CBOR -> JSON;
      case REST_JSON_1 -> REST_JSON;
      case AWS_QUERY -> QUERY;
      case EC2_QUERY -> EC2;
      case REST_XML -> signingName.startsWith("s3") ? S3 : REST_XML;
    };
  }
}
