package dev.cloudjar.sqs;

import java.util.List;

/**
 * Which queues may use a queue for their dead letters.
 *
 * @param sourceQueueArns up to 10 for {@link Permission#BY_QUEUE}, otherwise empty
 */
record RedriveAllowPolicy(Permission redrivePermission, List<String> sourceQueueArns) {

  enum Permission {
    ALLOW_ALL("allowAll"),
    DENY_ALL("denyAll"),
    BY_QUEUE("byQueue");

    private final String wireName;

    Permission(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }
  }

  boolean allows(String sourceQueueArn) {
    return switch (redrivePermission) {
      case ALLOW_ALL -> true;
      case DENY_ALL -> false;
      case BY_QUEUE -> sourceQueueArns.contains(sourceQueueArn);
    };
  }
}
