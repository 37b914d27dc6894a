package dev.cloudjar.s3;

import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.PlainHead;

/** What browsers ask of buckets that is no operation of the API. */
final class S3BrowserRoom {
  private final Operations operations;
  private final CrossOrigin crossOrigin;
  private final WebsiteOperations websites;
  private final FormOperations forms;
  private final Operations.AnswerHeaders requesterPays;

  S3BrowserRoom(
      Operations operations,
      CrossOrigin crossOrigin,
      WebsiteOperations websites,
      FormOperations forms,
      Operations.AnswerHeaders requesterPays) {
    this.operations = operations;
    this.crossOrigin = crossOrigin;
    this.websites = websites;
    this.forms = forms;
    this.requesterPays = requesterPays;
  }

  static boolean mayAnswer(PlainHead head) {
    return head.method().equals("OPTIONS")
        || HostedBucket.isWebsite(head)
        || FormOperations.mayBe(head);
  }

  void register() {
    operations.plain(crossOrigin::preflight);
    operations.plain(websites::answer);
    operations.plain(forms::answer);
    operations.eachAnswer(crossOrigin::headers);
    operations.eachAnswer(requesterPays);
  }
}
