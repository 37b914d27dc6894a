/**
 * The bytes of objects and parts: taken in while they are digested, kept in rows while they are
 * small and in blobs when they are large, shared between copies, and given out by range. Knows
 * neither buckets nor the wire.
 */
@NullMarked
package dev.cloudjar.s3.content;

import org.jspecify.annotations.NullMarked;
