/** Who may do what, proven for all services at once. */
@NullMarked
package dev.cloudjar.conformance.access;

import org.jspecify.annotations.NullMarked;
