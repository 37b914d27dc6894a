package dev.cloudjar.cloud;

import dev.cloudjar.store.Transaction;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the gate and STS learn who there is and what applies to them. The rooms that own users and
 * organizations provide it when they open, and are opened when it is first asked for.
 */
public final class Identities {
  private static final String IAM = "iam";
  private static final String ORGANIZATIONS = "organizations";

  private final RoomOpener rooms;
  private final ConcurrentMap<String, AtomicLong> versions = new ConcurrentHashMap<>();
  private final AtomicLong everywhere = new AtomicLong();
  private volatile @Nullable IdentitySource identities;
  private volatile @Nullable Function<String, Guardrails> organizations;

  Identities(RoomOpener rooms) {
    this.rooms = rooms;
  }

  /** Says who users and roles are. */
  public void provide(IdentitySource source) {
    identities = source;
  }

  /** Says what organizations say of an account, by its id. */
  public void provideGuardrails(Function<String, Guardrails> source) {
    organizations = source;
  }

  /** Users and roles; empty where there is no room for them. */
  public Optional<IdentitySource> source() {
    if (identities == null) {
      rooms.open(IAM);
    }
    return Optional.ofNullable(identities);
  }

  /** What an organization says of an account. */
  public Guardrails guardrails(String accountId) {
    if (organizations == null) {
      rooms.open(ORGANIZATIONS);
    }
    Function<String, Guardrails> source = organizations;
    return source == null ? Guardrails.NONE : source.apply(accountId);
  }

  /** What was learned of an account is no longer so, from the commit of {@code transaction} on. */
  public void changed(Transaction transaction, String accountId) {
    transaction.afterCommit(() -> counter(accountId).incrementAndGet());
  }

  /** The like, of all accounts. */
  public void changedEverywhere(Transaction transaction) {
    transaction.afterCommit(everywhere::incrementAndGet);
  }

  /** Grows with every change that concerns an account. */
  public long version(String accountId) {
    return counter(accountId).get() + everywhere.get();
  }

  private AtomicLong counter(String accountId) {
    return versions.computeIfAbsent(accountId, id -> new AtomicLong());
  }
}
