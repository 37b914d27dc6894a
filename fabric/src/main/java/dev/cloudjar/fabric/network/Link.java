package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.kernel.Namespace;

/**
 * A pair of devices that joins two namespaces.
 *
 * @param name what it is called in the router
 * @param hardwareAddress the router's
 * @param far the namespace that it leads to
 * @param farName what it is called there
 * @param farHardwareAddress the one there
 * @param label what the kernel keeps beside it, to be told after a restart
 */
record Link(
    String name,
    String hardwareAddress,
    Namespace far,
    String farName,
    String farHardwareAddress,
    String label) {

  /** Where the other end of a link between routers pretends to be. */
  static final Ipv4Address NEXT_HOP = Ipv4Address.of("169.254.0.3");

  private static final int LARGEST_PACKET = 9001;

  /** Makes it, from any namespace. */
  String adding(Namespace near) {
    return "link add "
        + name
        + (" netns " + near.name())
        + (" address " + hardwareAddress)
        + (" mtu " + LARGEST_PACKET)
        + (" type veth peer name " + farName)
        + (" netns " + far.name())
        + (" address " + farHardwareAddress)
        + (" mtu " + LARGEST_PACKET);
  }

  /** Has packets go to the other end without asking who is there. */
  static String neighbour(String device, String hardwareAddress) {
    return "neigh replace %s lladdr %s dev %s nud permanent"
        .formatted(NEXT_HOP, hardwareAddress, device);
  }
}
