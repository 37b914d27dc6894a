package dev.cloudjar.junit;

/** Where a cloud keeps what it is given. */
public enum Data {
  /** In memory, gone with the cloud. */
  MEMORY,

  /**
   * In a temporary directory, so that the cloud can be restarted. Such a cloud is never shared
   * among classes; the directory is removed at the end.
   */
  DISK,

  /** As {@link #DISK}, with copies of content in three zones: {@link TestCloud#zones}. */
  ZONES
}
