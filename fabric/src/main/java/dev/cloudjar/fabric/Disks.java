package dev.cloudjar.fabric;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Set;

/**
 * The disks of an installation, and copies of what was on them at a moment. Trees hold files over
 * an image, and machines boot from them; blocks hold bytes, and machines make file systems on them.
 */
public interface Disks {

  /** Makes a tree over an image or over a snapshot of a tree. */
  void createTree(String disk, String imageOrSnapshot) throws IOException;

  /** Makes blocks: zeroes. */
  void createBlocks(String disk, long sizeBytes) throws IOException;

  /** Makes blocks from a snapshot of blocks, at least of its size. */
  void createBlocks(String disk, long sizeBytes, String snapshot) throws IOException;

  /** Makes blocks larger, while they are in use, too. */
  void grow(String disk, long sizeBytes) throws IOException;

  /** Keeps what is on a disk now, also while it is in use. */
  void snapshot(String disk, String snapshot) throws IOException;

  /** Makes a disk of blocks a snapshot itself, unless it is one: what is on it stays as it is. */
  void seal(String disk) throws IOException;

  /**
   * Makes a snapshot of a tree from a root file system in a tar archive, which may be compressed by
   * gzip. Names that lead out of it are refused, devices are left out.
   *
   * @return how many bytes its files have
   */
  long readTree(String snapshot, InputStream archive) throws IOException;

  /** Makes another snapshot that is the same, and takes no room of its own. */
  void copy(String snapshot, String copy) throws IOException;

  /** Opens a disk or snapshot of blocks. */
  FileChannel open(String diskOrSnapshot) throws IOException;

  /** Opens a disk or snapshot of blocks to see which of them were ever written. */
  SparseBlocks openSparse(String diskOrSnapshot) throws IOException;

  /** Takes a disk or snapshot away; none of the name is no mistake. */
  void remove(String diskOrSnapshot) throws IOException;

  /** The names of all disks and snapshots. */
  Set<String> present() throws IOException;
}
