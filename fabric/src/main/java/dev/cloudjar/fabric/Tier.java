package dev.cloudjar.fabric;

/** How well something is done. */
public enum Tier {

  /** By the kernel, as root. */
  KERNEL,

  /** By the kernel, in a user namespace. */
  ROOTLESS,

  /** By plain processes, which nothing keeps apart. */
  PROCESSES,

  /** Not at all. */
  ABSENT
}
