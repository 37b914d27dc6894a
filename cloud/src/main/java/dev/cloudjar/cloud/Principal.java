package dev.cloudjar.cloud;

/** Who makes a call. */
public sealed interface Principal {

  /** The account that callers act for whose access key tells of none. */
  String DEFAULT_ACCOUNT = "000000000000";

  /**
   * The account that the principal belongs to, 12 digits; the account called for anonymous callers.
   */
  String accountId();

  /** The principal's ARN, as {@code GetCallerIdentity} tells it. */
  String arn();

  /** The unique id that {@code GetCallerIdentity} tells. */
  String userId();

  /** The root user of an account, by a long-term key or a session of it. */
  record Root(String accountId) implements Principal {
    @Override
    public String arn() {
      return "arn:aws:iam::" + accountId + ":root";
    }

    @Override
    public String userId() {
      return accountId;
    }
  }

  /**
   * An AWS service that acts on its own or an account's behalf, such as {@code s3.amazonaws.com}.
   */
  record Service(String name, String accountId) implements Principal {
    @Override
    public String arn() {
      return name;
    }

    @Override
    public String userId() {
      return name;
    }
  }

  /** A caller who did not sign. */
  record Anonymous(String accountId) implements Principal {
    @Override
    public String arn() {
      return "*";
    }

    @Override
    public String userId() {
      return "ANONYMOUS_PRINCIPAL";
    }
  }
}
