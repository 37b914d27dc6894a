package dev.cloudjar.policy;

/**
 * What is to be decided: may this principal use this action on this resource?
 *
 * @param action such as {@code s3:GetObject}
 * @param resourceArn the resource's ARN, or {@code *} for an action that is about none
 * @param resourceAccountId the account that owns the resource
 * @param context the condition keys
 */
public record AccessRequest(
    PrincipalFacts principal,
    String action,
    String resourceArn,
    String resourceAccountId,
    ContextKeys context) {

  /** Whether principal and resource belong to one account. */
  boolean withinOneAccount() {
    return principal.accountId().filter(resourceAccountId::equals).isPresent();
  }
}
