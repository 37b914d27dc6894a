/**
 * Measurements: side by side with peers and with what the machine allows, never alone and never as
 * a test.
 */
@NullMarked
package dev.cloudjar.bench;

import org.jspecify.annotations.NullMarked;
