/**
 * What networks and machines need of the kernel alike: commands without a shell, namespaces entered
 * by system calls, and the names that all objects of an installation carry.
 */
@NullMarked
package dev.cloudjar.fabric.kernel;

import org.jspecify.annotations.NullMarked;
