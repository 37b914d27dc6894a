/** The checksums that AWS checks and keeps with content. */
@NullMarked
package dev.cloudjar.cloud.checksum;

import org.jspecify.annotations.NullMarked;
