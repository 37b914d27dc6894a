/**
 * Networks: what accounts declare of them, and {@link dev.cloudjar.ec2.vpc.NetworkPlans}, which has
 * the machine room make it so.
 */
@NullMarked
package dev.cloudjar.ec2.vpc;

import org.jspecify.annotations.NullMarked;
