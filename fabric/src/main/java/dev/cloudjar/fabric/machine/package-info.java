/**
 * Machines, what they boot from and the disks that they keep, on this machine.
 *
 * <p>As root a machine is a set of namespaces over an overlay of directories, with a user namespace
 * of its own: its root is nobody outside. What has started it may go; a shell beside it keeps its
 * console and clears up after it. Where the kernel refuses that, machines are plain processes,
 * which nothing keeps apart, and the capabilities say so.
 */
@NullMarked
package dev.cloudjar.fabric.machine;

import org.jspecify.annotations.NullMarked;
