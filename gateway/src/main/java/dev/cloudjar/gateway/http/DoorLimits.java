package dev.cloudjar.gateway.http;

/**
 * What one client may take of a door.
 *
 * @param requestLineBytes the longest request line; 414 beyond
 * @param headBytes the largest head; 431 beyond
 * @param headerCount the most headers; 431 beyond
 * @param collectedBodyBytes a body of at most this declared size is gathered before its handler
 *     starts; larger ones are handed over as they arrive
 * @param bufferedBodyBytes how much of a body may wait in memory for its handler before the door
 *     stops reading
 * @param discardedBodyBytes how much of an unread body is read and thrown away to save the
 *     connection
 * @param connections how many connections may be open; further ones are closed at once
 * @param headSeconds how long the first head of a connection may take
 * @param idleSeconds how long a connection may be silent between two requests
 * @param stallSeconds how long a body or the reading of an answer may stand still
 * @param lingerSeconds how long a connection that is given up is still read from, so that its
 *     client sees the answer
 */
public record DoorLimits(
    int requestLineBytes,
    int headBytes,
    int headerCount,
    int collectedBodyBytes,
    int bufferedBodyBytes,
    int discardedBodyBytes,
    int connections,
    int headSeconds,
    int idleSeconds,
    int stallSeconds,
    int lingerSeconds) {

  /** What is good for everybody who has no reason to choose otherwise. */
  public static DoorLimits defaults() {
    return new DoorLimits(
        16 * 1024, 32 * 1024, 256, 64 * 1024, 512 * 1024, 256 * 1024, 20_000, 20, 120, 60, 5);
  }

  /** These limits with other patience. */
  public DoorLimits withSeconds(int head, int idle, int stall, int linger) {
    return new DoorLimits(
        requestLineBytes,
        headBytes,
        headerCount,
        collectedBodyBytes,
        bufferedBodyBytes,
        discardedBodyBytes,
        connections,
        head,
        idle,
        stall,
        linger);
  }
}
