/** Volumes and their snapshots. */
@NullMarked
package dev.cloudjar.ec2.volume;

import org.jspecify.annotations.NullMarked;
