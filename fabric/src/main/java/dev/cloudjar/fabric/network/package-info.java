/**
 * Networks by the kernel. Each network is a network namespace that routes and filters; each host is
 * a further one, joined to it by one link per interface, so that all packets pass the router, also
 * within a subnet. A namespace outside joins networks to each other's public addresses and to this
 * machine.
 *
 * <p>What is to be is worked out from plans by pure functions ({@link
 * dev.cloudjar.fabric.network.RouterLayout}, {@link dev.cloudjar.fabric.network.Filters}); {@link
 * dev.cloudjar.fabric.network.Router} brings it about by the difference to what there is, which it
 * remembers, or reads from the kernel when it doesn't know.
 */
@NullMarked
package dev.cloudjar.fabric.network;

import org.jspecify.annotations.NullMarked;
