/**
 * Transactional ordered tables and blobs: two small ports, {@link dev.cloudjar.store.KeyValueStore}
 * and {@link dev.cloudjar.store.Blobs}, and the engines behind them. Knows nothing of AWS.
 */
@NullMarked
package dev.cloudjar.store;

import org.jspecify.annotations.NullMarked;
