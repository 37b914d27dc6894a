package dev.cloudjar.wire.sigv4;

/**
 * What a signing key is good for.
 *
 * @param date the day in UTC as eight digits, such as {@code 20130524}
 * @param region such as {@code us-east-1}
 * @param service the signing name, such as {@code s3}
 */
public record CredentialScope(String date, String region, String service) {
  static final String TERMINATOR = "aws4_request";

  /** As it stands in a string to sign: {@code date/region/service/aws4_request}. */
  @Override
  public String toString() {
    return date + '/' + region + '/' + service + '/' + TERMINATOR;
  }
}
