package dev.cloudjar.kms;

/** What can be done with a key, and its name on the wire. */
enum KeyState {
  ENABLED("Enabled"),
  DISABLED("Disabled"),
  PENDING_IMPORT("PendingImport"),
  PENDING_DELETION("PendingDeletion"),
  PENDING_REPLICA_DELETION("PendingReplicaDeletion");

  private final String wireName;

  KeyState(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }

  /** How errors put it, after the key's ARN. */
  String inWords() {
    return switch (this) {
      case ENABLED -> "is enabled.";
      case DISABLED -> "is disabled.";
      case PENDING_IMPORT -> "is pending import.";
      case PENDING_DELETION -> "is pending deletion.";
      case PENDING_REPLICA_DELETION -> "is pending replica deletion.";
    };
  }
}
