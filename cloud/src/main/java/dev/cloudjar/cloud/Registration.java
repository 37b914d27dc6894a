package dev.cloudjar.cloud;

import java.util.List;
import java.util.function.BiFunction;

/**
 * What an operation says of itself. An operation that authorises nothing is denied to everybody but
 * the root of the calling account.
 *
 * @param <I> the request
 */
public interface Registration<I> {

  /**
   * Names an IAM action that the caller needs, and on which resource. Called several times, all are
   * needed.
   *
   * @param action such as {@code sqs:SendMessage}
   * @param resource finds the resource of a request; may throw the operation's own {@link Fault},
   *     such as for a queue that does not exist
   */
  Registration<I> authorises(String action, BiFunction<Call, I, Resource> resource);

  /**
   * Finds what the caller needs where that depends on the request: the actions, their resources and
   * the condition keys that the operation brings. Adds to what else is named.
   *
   * @param needs may throw the operation's own {@link Fault}
   */
  Registration<I> authorises(BiFunction<Call, I, List<Gate.Need>> needs);

  /**
   * The handler asks for permissions itself, by {@link Call#allows}, as for many objects at once.
   */
  Registration<I> authorisesWithin();

  /** The operation needs no permission, such as {@code sts:GetCallerIdentity}. */
  Registration<I> needsNoPermission();

  /** The operation's effects are recorded and given back, but nothing acts on them. */
  Registration<I> recordedOnly(String why);

  /** A member of the request that is recorded and given back, but that nothing acts on. */
  Registration<I> recordedMember(String member, String why);

  /**
   * The handler neither waits nor touches the disk, so that it may run on the thread that reads the
   * network. Only for handlers that answer in microseconds.
   */
  Registration<I> immediate();
}
