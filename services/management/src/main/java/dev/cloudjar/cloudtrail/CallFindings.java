package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.DecisionObserver;
import dev.cloudjar.cloud.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * What the gate finds out of calls before they are answered: whose resources they are about, where
 * these are not the caller's, and who has been proved to call.
 */
final class CallFindings implements DecisionObserver {
  /** Calls that are never answered leave something behind. */
  private static final int MOST = 10_000;

  private final ConcurrentMap<String, Finding> byRequestId = new ConcurrentHashMap<>();

  /**
   * What was found of a call.
   *
   * @param owners accounts, the caller's apart, on whose resources the call was let
   * @param caller whom a provider vouches for, where that is who calls
   */
  record Finding(Set<String> owners, Optional<Proven> caller) {
    static final Finding NOTHING = new Finding(Set.of(), Optional.empty());
  }

  /** Somebody for whom a provider vouches, to an account. */
  record Proven(String accountId, UserIdentity identity) {}

  @Override
  public void decided(Decided decided) {
    String owner = decided.need().resource().accountId();
    if (decided.call().principal() instanceof Principal.Federated user) {
      UserIdentity identity = UserIdentity.federated(user, decided.need().context());
      put(
          decided.call().requestId(),
          new Finding(Set.of(), Optional.of(new Proven(user.accountId(), identity))));
    } else if (decided.verdict().isAllowed() && !owner.equals(decided.call().accountId())) {
      addOwner(decided.call().requestId(), owner);
    }
  }

  private void addOwner(String requestId, String owner) {
    Finding known = byRequestId.get(requestId);
    if (known == null) {
      known = new Finding(new ConcurrentSkipListSet<>(), Optional.empty());
      put(requestId, known);
    }
    known.owners().add(owner);
  }

  private void put(String requestId, Finding finding) {
    if (byRequestId.size() >= MOST) {
      byRequestId.clear();
    }
    byRequestId.put(requestId, finding);
  }

  /** What was found of a call that has been answered. */
  Finding take(String requestId) {
    if (byRequestId.isEmpty()) {
      return Finding.NOTHING;
    }
    @Nullable Finding found = byRequestId.remove(requestId);
    return found == null ? Finding.NOTHING : found;
  }
}
