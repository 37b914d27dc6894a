/**
 * The way of a request through the cloud, whatever door it came in by: routed, authenticated, read,
 * checked, authorised, handled and answered.
 */
@NullMarked
package dev.cloudjar.gateway;

import org.jspecify.annotations.NullMarked;
