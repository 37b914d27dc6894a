/** Devices that show codes: the codes themselves, and the seed as text and picture. */
@NullMarked
package dev.cloudjar.iam.device;

import org.jspecify.annotations.NullMarked;
