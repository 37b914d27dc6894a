package dev.cloudjar.cloud.access;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.policy.AccessRequest;
import dev.cloudjar.policy.PolicySet;

/** Keeps what was refused, and why. */
@FunctionalInterface
public interface DecisionLog {

  /** Keeps nothing. */
  DecisionLog NONE = (call, policies, request) -> "";

  /**
   * A call was refused.
   *
   * @return the id under which it can be explained; empty where it cannot
   */
  String refused(Call call, PolicySet policies, AccessRequest request);
}
