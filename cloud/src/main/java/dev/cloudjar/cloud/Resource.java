package dev.cloudjar.cloud;

/**
 * A resource that a call is about.
 *
 * @param arn its ARN, or {@code *} for operations that have none
 * @param accountId the account that owns it, 12 digits
 */
public record Resource(String arn, String accountId) {

  /** For operations that are about no resource in particular. */
  public static Resource any(Call call) {
    return new Resource("*", call.accountId());
  }
}
