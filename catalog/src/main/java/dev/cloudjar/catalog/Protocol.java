package dev.cloudjar.catalog;

/** How the requests and responses of a service travel. */
public enum Protocol {
  AWS_JSON_1_0,
  AWS_JSON_1_1,
  AWS_QUERY,
  EC2_QUERY,
  REST_JSON_1,
  REST_XML,
  RPC_V2_CBOR,
  /**
   * AWS JSON 1.1 with CBOR in place of the JSON text ({@code application/x-amz-cbor-1.1}), as the
   * Java SDK speaks to Kinesis.
   */
  AWS_CBOR_1_1;

  /** Whether the operation is named by {@code X-Amz-Target}. */
  public boolean targeted() {
    return this == AWS_JSON_1_0 || this == AWS_JSON_1_1 || this == AWS_CBOR_1_1;
  }

  /** Whether the operation is named by {@code Action} in a form. */
  public boolean form() {
    return this == AWS_QUERY || this == EC2_QUERY;
  }

  /** Whether the operation is named by method and path. */
  public boolean rest() {
    return this == REST_JSON_1 || this == REST_XML;
  }
}
