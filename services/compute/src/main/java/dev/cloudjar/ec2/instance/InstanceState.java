package dev.cloudjar.ec2.instance;

import java.util.Locale;

/** Where an instance is in its life. */
public enum InstanceState {
  PENDING(0),
  RUNNING(16),
  SHUTTING_DOWN(32),
  TERMINATED(48),
  STOPPING(64),
  STOPPED(80);

  private final int code;

  InstanceState(int code) {
    this.code = code;
  }

  /** The low byte of what AWS tells beside the name. */
  public int code() {
    return code;
  }

  /** As AWS spells it, such as {@code shutting-down}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a machine may be running in it. */
  public boolean mayHaveMachine() {
    return this != STOPPED && this != TERMINATED;
  }

  /** Whether the end has come or is near. */
  public boolean isEnding() {
    return this == SHUTTING_DOWN || this == TERMINATED;
  }
}
