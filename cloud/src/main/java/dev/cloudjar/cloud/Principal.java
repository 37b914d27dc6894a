package dev.cloudjar.cloud;

import java.util.Optional;

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
   * An IAM user.
   *
   * @param path with a slash at both ends, or a slash alone
   * @param userId as IAM made it, such as {@code AIDACKCEVSQ6C2EXAMPLE}
   */
  record User(String accountId, String path, String name, String userId) implements Principal {
    @Override
    public String arn() {
      return "arn:aws:iam::" + accountId + ":user" + path + name;
    }
  }

  /**
   * A session of an IAM role.
   *
   * @param rolePath with a slash at both ends, or a slash alone
   * @param roleId as IAM made it, such as {@code AROACKCEVSQ6C2EXAMPLE}
   */
  record AssumedRole(
      String accountId, String rolePath, String roleName, String roleId, String sessionName)
      implements Principal {
    @Override
    public String arn() {
      return "arn:aws:sts::" + accountId + ":assumed-role/" + roleName + "/" + sessionName;
    }

    @Override
    public String userId() {
      return roleId + ":" + sessionName;
    }

    /** The ARN of the role itself. */
    public String roleArn() {
      return "arn:aws:iam::" + accountId + ":role" + rolePath + roleName;
    }
  }

  /**
   * Somebody for whom a user, or the root of an account, has got credentials.
   *
   * @param issuer who got them; empty for the root
   */
  record FederatedUser(String accountId, String name, Optional<User> issuer) implements Principal {
    @Override
    public String arn() {
      return "arn:aws:sts::" + accountId + ":federated-user/" + name;
    }

    @Override
    public String userId() {
      return accountId + ":" + name;
    }
  }

  /**
   * An AWS service that acts on its own or an account's behalf, such as {@code s3.amazonaws.com}.
   *
   * @param accountId the account on whose behalf
   * @param sourceArn the resource on whose behalf, which policies know as {@code aws:SourceArn}
   */
  record Service(String name, String accountId, Optional<String> sourceArn) implements Principal {
    public Service(String name, String accountId) {
      this(name, accountId, Optional.empty());
    }

    @Override
    public String arn() {
      return name;
    }

    @Override
    public String userId() {
      return name;
    }
  }

  /**
   * Somebody for whom an identity provider vouches, until STS has given them credentials.
   *
   * @param accountId the account that knows the provider
   * @param provider the provider's ARN
   * @param subject what the provider calls them
   */
  record Federated(String accountId, Protocol protocol, String provider, String subject)
      implements Principal {
    /** How the provider vouches. */
    public enum Protocol {
      OPEN_ID_CONNECT,
      SAML
    }

    @Override
    public String arn() {
      return provider;
    }

    @Override
    public String userId() {
      return provider + ":" + subject;
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
