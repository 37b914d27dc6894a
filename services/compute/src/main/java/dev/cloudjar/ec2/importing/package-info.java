/**
 * VM Import: images and snapshots made of files in S3. An image is made of the root file system in
 * a tar archive, since instances boot from trees of files here, and a snapshot of a raw disk image;
 * disk images of other hypervisors are refused.
 */
@NullMarked
package dev.cloudjar.ec2.importing;

import org.jspecify.annotations.NullMarked;
