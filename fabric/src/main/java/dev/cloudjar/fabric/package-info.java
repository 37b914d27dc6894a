/**
 * The machine room: networks whose packets are filtered, machines that run in them, disks that
 * keep. It knows no AWS: rooms say what is to be, in plans, and it makes that so with what this
 * machine can do. Which that is, it tries out and tells as {@link dev.cloudjar.fabric.Capability}.
 *
 * <p>It keeps no truth. Plans come from whoever keeps it, and are applied again after a restart;
 * what runs meanwhile goes on running.
 */
@NullMarked
package dev.cloudjar.fabric;

import org.jspecify.annotations.NullMarked;
