package dev.cloudjar.s3;

/** Whether a bucket keeps old versions. */
enum Versioning {
  /** Never switched on: every object's version is null, and is overwritten. */
  UNVERSIONED,
  /** Each write makes a version of its own. */
  ENABLED,
  /** Versions are kept, and new writes go to the null version. */
  SUSPENDED
}
