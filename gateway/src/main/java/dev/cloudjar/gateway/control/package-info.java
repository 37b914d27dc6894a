/**
 * Pages for whoever runs the cloud, beside what AWS has: health, clock, coverage, reset, and the
 * authority's certificate. Others add theirs as a {@link dev.cloudjar.gateway.control.ControlPage}.
 */
@NullMarked
package dev.cloudjar.gateway.control;

import org.jspecify.annotations.NullMarked;
