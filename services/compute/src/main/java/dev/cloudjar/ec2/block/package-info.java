/**
 * The EBS direct APIs: blocks of snapshots, read and written without a volume. All six operations
 * are real, over disks of blocks; the snapshot of a root device holds files and is refused.
 */
@NullMarked
package dev.cloudjar.ec2.block;

import org.jspecify.annotations.NullMarked;
