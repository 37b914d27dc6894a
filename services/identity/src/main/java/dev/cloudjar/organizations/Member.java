package dev.cloudjar.organizations;

import java.time.Instant;

/**
 * An account that is in an organization.
 *
 * @param status {@code ACTIVE}, {@code PENDING_CLOSURE} or {@code SUSPENDED}
 * @param joinedMethod {@code CREATED} or {@code INVITED}
 * @param parentId the root or unit that it is in
 */
record Member(
    String accountId,
    String email,
    String name,
    String status,
    String joinedMethod,
    Instant joined,
    String parentId) {
  static final String ACTIVE = "ACTIVE";
  static final String PENDING_CLOSURE = "PENDING_CLOSURE";
  static final String SUSPENDED = "SUSPENDED";
  static final String CREATED = "CREATED";
  static final String INVITED = "INVITED";

  Member in(String otherParentId) {
    return new Member(accountId, email, name, status, joinedMethod, joined, otherParentId);
  }

  Member being(String otherStatus) {
    return new Member(accountId, email, name, otherStatus, joinedMethod, joined, parentId);
  }
}
