package dev.cloudjar.store;

/** What an acknowledged change survives. */
public enum Durability {

  /**
   * Acknowledged changes are on the disk: they survive the loss of power. Changes that are made at
   * the same time share one {@code fdatasync}.
   */
  SYNC,

  /**
   * Acknowledged changes are with the operating system: they survive the end of the process by any
   * means, {@code kill -9} included, but the last of them may be lost with the power. What is lost
   * is always the newest; no change is kept without those before it.
   */
  OS
}
