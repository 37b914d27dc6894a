/**
 * Inventory reports as AWS lays them out: rows as CSV or Parquet, and the manifests that lead to
 * them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html">Locating
 *     your inventory list</a>
 */
@NullMarked
package dev.cloudjar.s3.inventory;

import org.jspecify.annotations.NullMarked;
