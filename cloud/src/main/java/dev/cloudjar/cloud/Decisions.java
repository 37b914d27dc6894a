package dev.cloudjar.cloud;

import dev.cloudjar.policy.AccessRequest;
import dev.cloudjar.policy.Evaluator;
import dev.cloudjar.policy.PolicySet;
import dev.cloudjar.policy.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the gate has refused lately, and why, to be asked for by the request's id. Those who come
 * later have the encoded message, which brings the whole answer along.
 */
public final class Decisions {
  private static final int MOST = 1_000;

  private final AuthorizationMessages messages;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Refusal> recent = new ArrayDeque<>();
  private final Map<String, Refusal> byId = new HashMap<>();
  private final List<DecisionObserver> observers = new CopyOnWriteArrayList<>();

  Decisions(Secrets secrets, Ids ids) {
    messages = new AuthorizationMessages(secrets, ids);
  }

  /**
   * The gate refuses a call.
   *
   * @return the id under which it can be explained
   */
  public String refused(Call call, PolicySet policies, AccessRequest request) {
    Refusal refusal =
        new Refusal(
            call.requestId(),
            call.time(),
            call.service(),
            call.operation(),
            call.accountId(),
            call.principal().arn(),
            Evaluator.explain(policies, request));
    lock.lock();
    try {
      recent.addFirst(refusal);
      byId.put(refusal.id(), refusal);
      if (recent.size() > MOST) {
        Refusal oldest = recent.removeLast();
        byId.remove(oldest.id(), oldest);
      }
    } finally {
      lock.unlock();
    }
    return refusal.id();
  }

  /** Tells an observer of everything that the gate decides from now on. */
  public void watch(DecisionObserver observer) {
    observers.add(observer);
  }

  /** Ends what {@link #watch} began. */
  public void unwatch(DecisionObserver observer) {
    observers.remove(observer);
  }

  /** The gate has decided something. */
  public void decided(
      Call call, Gate.Need need, PolicySet policies, AccessRequest request, Verdict verdict) {
    if (observers.isEmpty()) {
      return;
    }
    var decided = new DecisionObserver.Decided(call, need, policies, request, verdict);
    observers.forEach(each -> each.decided(decided));
  }

  /** Why a call was refused, by its request id; empty for what was not, or is long forgotten. */
  public Optional<Refusal> find(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(byId.get(id));
    } finally {
      lock.unlock();
    }
  }

  /** What was refused lately, the youngest first. */
  public List<Refusal> recent(int most) {
    lock.lock();
    try {
      return new ArrayList<>(recent.stream().limit(most).toList());
    } finally {
      lock.unlock();
    }
  }

  /** The message that {@code DecodeAuthorizationMessage} understands, also after a restart. */
  public Optional<String> encodedMessage(String id) {
    return find(id).map(messages::encode);
  }

  /** What an encoded message, or an id, stands for, as JSON; empty for what stands for nothing. */
  public Optional<String> decode(String encodedMessage) {
    return find(encodedMessage)
        .map(AuthorizationMessages::describe)
        .or(() -> messages.decode(encodedMessage));
  }
}
