package dev.cloudjar.cloud;

import java.util.List;

/**
 * The gate as long as there are no policies: the root of an account may do everything with what the
 * account owns, and nobody may do anything else.
 */
public final class RootGate implements Gate {
  private static final Decision ALLOWED = new Decision.Allowed();

  @Override
  public Decision decide(Call call, List<Need> needs) {
    for (Need need : needs) {
      if (!(call.principal() instanceof Principal.Root root)) {
        return new Decision.Denied(
            need,
            false,
            "because no identity-based policy allows the " + need.action() + " action");
      }
      if (!need.resource().accountId().equals(root.accountId())) {
        return new Decision.Denied(
            need,
            false,
            "because no resource-based policy allows the " + need.action() + " action");
      }
    }
    return ALLOWED;
  }
}
