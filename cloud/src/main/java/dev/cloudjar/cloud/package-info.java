/**
 * What every room needs: the {@link dev.cloudjar.cloud.Room} itself and its {@link
 * dev.cloudjar.cloud.Call}s, the gate, faults, names, the clock, events and background work.
 */
@NullMarked
package dev.cloudjar.cloud;

import org.jspecify.annotations.NullMarked;
