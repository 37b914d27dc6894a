package dev.cloudjar.cloud;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Lets a call wait for something to happen, as a long poll does, without asking again and again.
 *
 * <p>Whoever waits listens first, looks second and waits third, so that nothing that happens
 * between looking and waiting is missed:
 *
 * <pre>{@code
 * try (Signals.Listening listening = signals.listen(queueArn)) {
 *   while (true) {
 *     var messages = receive(queue);
 *     if (!messages.isEmpty() || listening.await(waitUntil, atMost) != Outcome.SIGNALLED) {
 *       return messages;
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Whoever makes it happen signals after the commit: {@code transaction.afterCommit(() ->
 * signals.signal(queueArn))}. A signal that nobody listens for costs next to nothing and leaves
 * nothing behind. Signals are not kept in the store: what they tell of is.
 */
public interface Signals {

  /**
   * Begins to listen; signals from now on wake this listener, also if it waits only later.
   *
   * @param key what to listen for, unique among all rooms, such as an ARN
   */
  Listening listen(String key);

  /** Wakes everybody who listens for {@code key}. */
  void signal(String key);

  /**
   * Wakes at most {@code count} of those who listen for {@code key}, who have listened longest
   * first, and nobody twice. Where one of them leaves without having been told, the next one is
   * woken in its place.
   */
  void signal(String key, int count);

  /** Somebody who listens. For one thread at a time. */
  interface Listening extends AutoCloseable {

    /**
     * Waits for a signal, for a point in time, or for as long as is bearable; whichever comes
     * first.
     *
     * @param until returns once the virtual clock shows this or later, also when it is advanced;
     *     null for never
     * @param atMost returns after this much real time, also while the clock is frozen
     */
    Outcome await(@Nullable Instant until, Duration atMost);

    @Override
    void close();
  }

  /** Why a wait is over. */
  enum Outcome {
    /** There was a signal; look again. */
    SIGNALLED,
    /** The virtual clock shows the time that was waited for. */
    REACHED,
    /** As much real time has passed as was bearable. */
    EXPIRED,
    /** The caller has gone or the cloud is closing: answer at once, with what there is. */
    INTERRUPTED
  }
}
