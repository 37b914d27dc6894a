/** Tests against the cloud in the test's own JVM. */
@NullMarked
package dev.cloudjar.junit;

import org.jspecify.annotations.NullMarked;
