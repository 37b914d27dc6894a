/** What passes between a door and those who answer behind it. */
@NullMarked
package dev.cloudjar.gateway.exchange;

import org.jspecify.annotations.NullMarked;
