/**
 * The doors at which networks end in the cloud itself: where names are asked for, and where
 * services are. They know addresses and bytes; whose they are, others know.
 */
@NullMarked
package dev.cloudjar.ec2.ways;

import org.jspecify.annotations.NullMarked;
