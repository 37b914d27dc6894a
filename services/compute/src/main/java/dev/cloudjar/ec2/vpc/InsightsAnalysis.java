package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was found out about an {@link InsightsPath}. */
record InsightsAnalysis(
    String id, String pathId, Instant started, String status, String message, Optional<Way> way)
    implements Ec2Resource {
  static final String RUNNING = "running";
  static final String SUCCEEDED = "succeeded";
  static final String FAILED = "failed";

  /**
   * What was found out.
   *
   * @param back the answer's steps; none where the packet doesn't arrive
   * @param blockedBy why the last step doesn't pass, by AWS's code
   */
  record Way(boolean found, List<Hop> there, List<Hop> back, Optional<String> blockedBy) {
    /** The step that did not pass. */
    Optional<Hop> blocker() {
      if (blockedBy.isEmpty()) {
        return Optional.empty();
      }
      List<Hop> last = back.isEmpty() ? there : back;
      return last.isEmpty() ? Optional.empty() : Optional.of(last.getLast());
    }
  }

  /**
   * A step.
   *
   * @param kind of {@code PacketWalk.Kind}
   * @param vpcId empty outside
   * @param subnetId of the interface; empty for none
   * @param networkInterfaceId empty for none
   * @param subject the id of what decided
   * @param rule of it; empty where none applies
   */
  record Hop(
      String kind,
      String vpcId,
      String subnetId,
      String networkInterfaceId,
      boolean inbound,
      String subject,
      Optional<Rule> rule,
      Packet packet) {}

  /**
   * What was decided by.
   *
   * @param block which addresses it is about; a route's destination
   * @param target a route's; empty for others
   */
  record Rule(
      String block, int number, boolean allows, int protocol, int from, int to, String target) {}

  /** A packet, as it came to a step. */
  record Packet(
      int protocol, String source, int sourcePort, String destination, int destinationPort) {}

  @Override
  public Set<String> references() {
    return Set.of(pathId);
  }

  InsightsAnalysis ended(String end, String why, Optional<Way> found) {
    return new InsightsAnalysis(id, pathId, started, end, why, found);
  }
}
