package dev.cloudjar.fabric;

/**
 * The packets between two ports in one direction, as one interface of a network gets or sends them:
 * since they are counted, which is at most since this process began.
 *
 * @param seen those that came as far as the interface's filters
 * @param passed those of them that passed
 */
public record Flow(Key key, Count seen, Count passed) {

  /**
   * Which packets.
   *
   * @param networkInterface whose filters decide about them
   * @param inbound whether they come to the interface; else they leave it
   * @param protocol its IANA number
   * @param sourcePort 0 where the protocol has none
   * @param destinationPort 0 where the protocol has none
   */
  public record Key(
      String networkInterface,
      boolean inbound,
      int protocol,
      Ipv4Address source,
      int sourcePort,
      Ipv4Address destination,
      int destinationPort) {}

  /** How many. */
  public record Count(long packets, long bytes) {
    public static final Count NONE = new Count(0, 0);

    /** Those beyond others; none where there are fewer. */
    public Count without(Count others) {
      return packets <= others.packets
          ? NONE
          : new Count(packets - others.packets, Math.max(0, bytes - others.bytes));
    }
  }
}
