package dev.cloudjar.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a version from being deleted.
 *
 * @param mode GOVERNANCE or COMPLIANCE; null where it is not retained
 * @param retainUntil null where it is not retained
 * @param legalHold ON or OFF; null where nobody ever said
 */
record ObjectLock(
    @Nullable String mode, @Nullable Instant retainUntil, @Nullable String legalHold) {
  static final String GOVERNANCE = "GOVERNANCE";
  static final String COMPLIANCE = "COMPLIANCE";
  static final String ON = "ON";
  static final ObjectLock NONE = new ObjectLock(null, null, null);

  /** Whether its time is not over. */
  boolean isRetained(Instant now) {
    return retainUntil != null && now.isBefore(retainUntil);
  }

  /**
   * Whether the version has to stay.
   *
   * @param bypass whether the caller may and wants to pass governance by
   */
  boolean forbidsDeletion(Instant now, boolean bypass) {
    return ON.equals(legalHold) || (isRetained(now) && !(bypass && GOVERNANCE.equals(mode)));
  }

  /**
   * Whether another retention may not take the place of this one: nothing weakens compliance, and
   * only those who may pass it by weaken governance.
   */
  boolean forbids(ObjectLock other, Instant now, boolean bypass) {
    if (!isRetained(now)) {
      return false;
    }
    boolean weaker =
        other.retainUntil == null
            || other.retainUntil.isBefore(retainUntil)
            || !String.valueOf(mode).equals(other.mode);
    return weaker && !(bypass && GOVERNANCE.equals(mode));
  }

  ObjectLock retained(@Nullable String newMode, @Nullable Instant until) {
    return new ObjectLock(newMode, until, legalHold);
  }

  ObjectLock held(String status) {
    return new ObjectLock(mode, retainUntil, status);
  }
}
