/**
 * Jobs over many objects: what they are, how far they got, what became of each object, and the
 * lists that they are given as. Knows neither S3's API nor how anything is done to an object.
 */
@NullMarked
package dev.cloudjar.s3.batch;

import org.jspecify.annotations.NullMarked;
