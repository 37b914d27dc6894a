package dev.cloudjar.store;

/** Over how many zones the copies of a blob are spread, where a store has zones. */
public enum Spread {

  /** A copy in each zone: whatever is left of one of them is enough. */
  EVERY_ZONE,

  /** A copy in one zone, with which it is lost. */
  ONE_ZONE
}
