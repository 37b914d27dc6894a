package dev.cloudjar.s3.batch;

/** Where a job stands, as AWS names it. */
public enum JobStatus {
  NEW("New"),
  PREPARING("Preparing"),
  SUSPENDED("Suspended"),
  READY("Ready"),
  ACTIVE("Active"),
  COMPLETING("Completing"),
  COMPLETE("Complete"),
  CANCELLING("Cancelling"),
  CANCELLED("Cancelled"),
  FAILING("Failing"),
  FAILED("Failed");

  private final String text;

  JobStatus(String text) {
    this.text = text;
  }

  /** As answers have it. */
  public String text() {
    return text;
  }

  /** Whether nothing will change any more. */
  public boolean isOver() {
    return this == COMPLETE || this == CANCELLED || this == FAILED;
  }

  /** Whether no more objects are touched, and what is left is to tell of it. */
  public boolean isEnding() {
    return this == COMPLETING || this == CANCELLING || this == FAILING;
  }

  /** What an end leads to. */
  public JobStatus end() {
    return switch (this) {
      case COMPLETING, COMPLETE -> COMPLETE;
      case CANCELLING, CANCELLED -> CANCELLED;
      case NEW, PREPARING, SUSPENDED, READY, ACTIVE, FAILING, FAILED -> FAILED;
    };
  }
}
