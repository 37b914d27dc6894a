/** Requests for Spot instances, and what became of them. */
@NullMarked
package dev.cloudjar.ec2.spot;

import org.jspecify.annotations.NullMarked;
