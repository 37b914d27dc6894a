package dev.cloudjar.policy;

/** What a statement does. */
public enum Effect {
  ALLOW("Allow"),
  DENY("Deny");

  private final String text;

  Effect(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
