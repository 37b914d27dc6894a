package dev.cloudjar.organizations;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An account that somebody has asked for.
 *
 * @param state {@code IN_PROGRESS}, {@code SUCCEEDED} or {@code FAILED}
 * @param accountId set aside from the beginning, told once it has succeeded
 */
record AccountRequest(
    String id,
    String email,
    String accountName,
    String roleName,
    Map<String, String> tags,
    String state,
    String accountId,
    Optional<String> failureReason,
    Instant requested,
    Optional<Instant> completed) {
  static final String IN_PROGRESS = "IN_PROGRESS";
  static final String SUCCEEDED = "SUCCEEDED";
  static final String FAILED = "FAILED";

  AccountRequest succeeded(Instant now) {
    return ended(SUCCEEDED, Optional.empty(), now);
  }

  AccountRequest failed(String reason, Instant now) {
    return ended(FAILED, Optional.of(reason), now);
  }

  private AccountRequest ended(String how, Optional<String> reason, Instant now) {
    return new AccountRequest(
        id,
        email,
        accountName,
        roleName,
        tags,
        how,
        accountId,
        reason,
        requested,
        Optional.of(now));
  }
}
