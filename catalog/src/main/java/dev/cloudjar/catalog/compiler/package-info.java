/**
 * Makes the catalog's resources at build time from the SDK's generated classes, the API models and
 * the patches. Not part of the jar: nothing outside of this package may know it.
 */
@NullMarked
package dev.cloudjar.catalog.compiler;

import org.jspecify.annotations.NullMarked;
