/** What instances learn about themselves at 169.254.169.254, worked out from their rows. */
@NullMarked
package dev.cloudjar.ec2.metadata;

import org.jspecify.annotations.NullMarked;
