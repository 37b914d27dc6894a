/**
 * Bytes to official shapes and back: one codec per protocol, driven by the SDK's own field
 * metadata. Knows no service.
 */
@NullMarked
package dev.cloudjar.wire;

import org.jspecify.annotations.NullMarked;
