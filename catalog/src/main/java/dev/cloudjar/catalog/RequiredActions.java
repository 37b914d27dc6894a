package dev.cloudjar.catalog;

import java.util.List;

/**
 * The IAM actions that an operation needs.
 *
 * @param origin how they are known
 * @param always those that every request needs, such as {@code s3:PutObject}
 * @param perhaps those that it depends on the request, such as {@code s3:PutObjectTagging}
 */
public record RequiredActions(Origin origin, List<String> always, List<String> perhaps) {

  /** How the actions of an operation are known. */
  public enum Origin {
    /** The action has the operation's name. */
    NAME,
    /** AWS documents others. */
    DOCUMENTED,
    /** AWS documents that none is needed, or takes the call without a signature. */
    NONE,
    /** AWS's reference has no action for the operation. */
    UNKNOWN
  }

  /** None. */
  public static RequiredActions none() {
    return new RequiredActions(Origin.NONE, List.of(), List.of());
  }
}
