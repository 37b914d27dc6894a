package dev.cloudjar.s3;

/** The part of AWS that a Region belongs to; names of buckets are unique within one. */
final class Partition {
  private Partition() {}

  /** Such as {@code aws} for us-east-1. */
  static String of(String region) {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }
}
