package dev.cloudjar.cloudtrail;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Session;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The identities of those who have called lately: the same ones call again and again. */
final class KnownCallers {
  private static final int MOST = 1_000;

  private final ConcurrentMap<Caller, UserIdentity> known = new ConcurrentHashMap<>();

  private record Caller(
      Principal principal,
      Optional<String> accessKeyId,
      Optional<Session> session,
      List<String> calledVia) {}

  UserIdentity of(Call call) {
    Caller caller =
        new Caller(call.principal(), call.accessKeyId(), call.session(), call.calledVia());
    UserIdentity identity = known.get(caller);
    if (identity == null) {
      if (known.size() >= MOST) {
        known.clear();
      }
      identity = UserIdentity.of(call);
      known.put(caller, identity);
    }
    return identity;
  }
}
