package dev.cloudjar.gateway.exchange;

/** What stands behind a door. */
@FunctionalInterface
public interface RequestHandler {

  /**
   * Takes a request. Called on the thread that reads the network, so it neither waits nor touches
   * the disk.
   */
  Exchange open(Incoming incoming);

  /** One request that waits for its answer. */
  interface Exchange {

    /**
     * Whether {@link #answer} returns in microseconds, so that it may be called on the thread that
     * reads the network.
     */
    boolean immediate();

    /** Makes the answer; waits for the body and for whatever else it needs. Called once. */
    Outgoing answer();
  }
}
