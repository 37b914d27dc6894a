package dev.cloudjar.s3;

import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.PlainHead;

/** What browsers ask of buckets that is no operation of the API. */
final class S3BrowserRoom {
  private final Operations operations;
  private final CrossOrigin crossOrigin;
  private final WebsiteOperations websites;

  S3BrowserRoom(Operations operations, CrossOrigin crossOrigin, WebsiteOperations websites) {
    this.operations = operations;
    this.crossOrigin = crossOrigin;
    this.websites = websites;
  }

  static boolean mayAnswer(PlainHead head) {
    return head.method().equals("OPTIONS") || HostedBucket.isWebsite(head);
  }

  void register() {
    operations.plain(crossOrigin::preflight);
    operations.plain(websites::answer);
    operations.eachAnswer(crossOrigin::headers);
  }
}
