/**
 * The seven protocols. Every codec is driven by the SDK's own field metadata, planned once per
 * class; only {@link dev.cloudjar.wire.protocol.Codecs} and what streams are known outside.
 */
@NullMarked
package dev.cloudjar.wire.protocol;

import org.jspecify.annotations.NullMarked;
