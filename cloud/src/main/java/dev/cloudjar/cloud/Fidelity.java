package dev.cloudjar.cloud;

/** How real an operation is. */
public enum Fidelity {
  /** It does what AWS does. */
  REAL,
  /** What it is told is kept and given back, and nothing acts on it. */
  RECORDED,
  /** It is refused. */
  UNSUPPORTED
}
