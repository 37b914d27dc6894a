package dev.cloudjar.cloud;

/**
 * A resource that a call is about.
 *
 * @param arn its ARN, or {@code *} for operations that have none
 * @param accountId the account that owns it, 12 digits
 * @param guard what it says of who may use it
 */
public record Resource(String arn, String accountId, ResourceGuard guard) {

  /** A resource without policy and tags. */
  public Resource(String arn, String accountId) {
    this(arn, accountId, ResourceGuard.NONE);
  }

  /** For operations that are about no resource in particular. */
  public static Resource any(Call call) {
    return new Resource("*", call.accountId());
  }

  /** This resource with what it says of who may use it. */
  public Resource guardedBy(ResourceGuard its) {
    return new Resource(arn, accountId, its);
  }
}
