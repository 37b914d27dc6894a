package dev.cloudjar.sts;

import dev.cloudjar.cloud.IdentitySource.Role;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.ResourceGuard;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Roles as what somebody wants to assume. */
final class RoleTrust {
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:iam::(\\d{12}):role/(?:[\\x21-\\x7e]+/)?([\\w+=,.@-]{1,64})");

  private RoleTrust() {}

  /** A role as its ARN names it. */
  record Named(String accountId, String name) {}

  static Optional<Named> parse(String roleArn) {
    Matcher matcher = ARN.matcher(roleArn);
    return matcher.matches()
        ? Optional.of(new Named(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  static String accountOf(String roleArn) {
    return parse(roleArn).orElseThrow().accountId();
  }

  /** The role as a resource, whose policy is whom it trusts. */
  static Resource resource(Role role) {
    return new Resource(role.arn(), accountOf(role.arn()), new Guard(role));
  }

  static Principal.AssumedRole session(Role role, String sessionName) {
    return new Principal.AssumedRole(
        accountOf(role.arn()), role.path(), role.name(), role.roleId(), sessionName);
  }

  private record Guard(Role role) implements ResourceGuard {
    @Override
    public Optional<String> policy() {
      return Optional.of(role.trustPolicy());
    }

    @Override
    public Map<String, String> tags() {
      return role.tags();
    }

    @Override
    public boolean policyDecides() {
      return true;
    }
  }
}
