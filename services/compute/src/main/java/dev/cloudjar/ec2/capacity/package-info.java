/** Capacity that is kept free for instances, and groups by which they are placed. */
@NullMarked
package dev.cloudjar.ec2.capacity;

import org.jspecify.annotations.NullMarked;
