package dev.cloudjar.cloud;

import dev.cloudjar.policy.AccessRequest;
import dev.cloudjar.policy.PolicySet;
import dev.cloudjar.policy.Verdict;

/** Watches the gate. Called on the thread that asks the gate, before it is answered. */
@FunctionalInterface
public interface DecisionObserver {

  /** The gate has decided. */
  void decided(Decided decided);

  /**
   * What the gate was asked, what it knew, and what it said.
   *
   * @param need what the call needs; a call may need more than one thing, each decided by itself
   */
  record Decided(
      Call call, Gate.Need need, PolicySet policies, AccessRequest request, Verdict verdict) {}
}
