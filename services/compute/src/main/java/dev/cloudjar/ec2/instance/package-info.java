/** Instances: their types, their lives, and the machines that they are. */
@NullMarked
package dev.cloudjar.ec2.instance;

import org.jspecify.annotations.NullMarked;
