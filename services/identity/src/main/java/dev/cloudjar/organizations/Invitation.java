package dev.cloudjar.organizations;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A handshake by which an account is invited. */
record Invitation(
    String id,
    String organizationId,
    String managementAccountId,
    String accountId,
    Optional<String> notes,
    Map<String, String> tags,
    String state,
    Instant requested,
    Instant expires) {
  static final String ACTION = "INVITE";
  static final String OPEN = "OPEN";
  static final String ACCEPTED = "ACCEPTED";
  static final String DECLINED = "DECLINED";
  static final String CANCELED = "CANCELED";
  static final String EXPIRED = "EXPIRED";

  /** As it is by now: one that nobody has answered expires. */
  String stateAt(Instant now) {
    return state.equals(OPEN) && !now.isBefore(expires) ? EXPIRED : state;
  }

  Invitation being(String other) {
    return new Invitation(
        id, organizationId, managementAccountId, accountId, notes, tags, other, requested, expires);
  }
}
