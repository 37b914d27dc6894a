package dev.cloudjar.policy;

import java.util.Optional;

/** What several policies decide together. */
public sealed interface Verdict {

  /** Whether the request goes through. */
  default boolean isAllowed() {
    return this instanceof Allowed;
  }

  /**
   * What AWS's message says after "User: … is not authorized to perform: … on resource: …"; empty
   * for what is allowed.
   */
  String sentence();

  /**
   * The request goes through.
   *
   * @param by what allows it in the end: the name of a policy, of a grant, or {@code root}
   * @param statement the statement that allows it; empty where no policy does
   */
  record Allowed(String by, Optional<Statement> statement) implements Verdict {
    @Override
    public String sentence() {
      return "";
    }
  }

  /** A statement denies it. */
  record ExplicitDeny(NamedPolicy policy, Statement statement) implements Verdict {
    @Override
    public String sentence() {
      return policy.source().type().explicitDeny();
    }
  }

  /**
   * No statement allows it where one has to.
   *
   * @param missing the type of policy that would have had to allow it
   * @param level of control policies, the level that does not allow it, 0 for the root; else 0
   */
  record ImplicitDeny(PolicyType missing, int level, String action) implements Verdict {
    @Override
    public String sentence() {
      return missing.implicitDeny(action);
    }
  }
}
