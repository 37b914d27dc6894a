/** Images that instances start from. */
@NullMarked
package dev.cloudjar.ec2.image;

import org.jspecify.annotations.NullMarked;
