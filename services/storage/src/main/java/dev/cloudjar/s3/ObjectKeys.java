package dev.cloudjar.s3;

import dev.cloudjar.s3.content.ContentKey;

/** Finds the keys under which the content of objects is sealed. */
final class ObjectKeys {
  private final ContentKey managed;

  /**
   * @param managed S3's own key
   */
  ObjectKeys(ContentKey managed) {
    this.managed = managed;
  }

  /** The key of an object that has, or is to have, some attributes. */
  ContentKey of(ObjectAttributes attributes) {
    return managed;
  }
}
