package dev.cloudjar.cloud;

/** Where a room asks to be told of every call. */
@FunctionalInterface
public interface CallObservers {

  /**
   * Tells an observer of every call that is answered from now on. An {@link EagerRoom} that asks
   * while it opens is told of all calls since the start.
   */
  void add(CallObserver observer);

  /** Tells all observers of a try to sign in. */
  default void tell(ConsoleSignIn signIn) {}
}
