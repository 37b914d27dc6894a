/** The gate: the facts of a call, brought to the policies that apply to it. */
@NullMarked
package dev.cloudjar.cloud.access;

import org.jspecify.annotations.NullMarked;
