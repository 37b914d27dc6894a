/**
 * Machines, what they boot from and the disks that they keep, on this machine.
 *
 * <p>As root, of this machine or of a user namespace, a machine is a set of namespaces over an
 * overlay of directories, with a user namespace of its own: its root is nobody outside. What has
 * started it may go; a shell beside it keeps its console and clears up after it. Without being root
 * of all there are no disks to attach, and limits only where control groups can be written. Where
 * the kernel refuses all that, machines are plain processes of a user, which nothing keeps apart,
 * and the capabilities say so.
 */
@NullMarked
package dev.cloudjar.fabric.machine;

import org.jspecify.annotations.NullMarked;
