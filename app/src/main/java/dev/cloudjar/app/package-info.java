/**
 * The process: the one list of rooms, and the command line that starts, shows and moves the cloud.
 */
@NullMarked
package dev.cloudjar.app;

import org.jspecify.annotations.NullMarked;
