package dev.cloudjar.s3;

/** Tells whose the objects of a bucket are. */
record Owners(Bucket bucket, Ownership ownership) {

  /** The account that owns an object. */
  String of(ObjectAttributes object) {
    return ownership.owner(bucket, object);
  }
}
