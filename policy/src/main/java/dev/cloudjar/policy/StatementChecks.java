package dev.cloudjar.policy;

import dev.cloudjar.policy.MalformedPolicyException.Reason;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a statement has to have beyond the grammar, by the kind of its document. */
final class StatementChecks {
  private static final Pattern SID = Pattern.compile("[0-9A-Za-z]*");
  private static final Pattern VENDOR = Pattern.compile("[0-9A-Za-z.-]+");
  private static final Pattern PRINCIPAL =
      Pattern.compile(
          "\\*|\\d{12}|[A-Z0-9]{16,128}(:[\\w+=,.@-]{2,64})?"
              + "|arn:[a-z-]+:iam::[a-z0-9-]+:(root|(user|role)/[^*]+)"
              + "|arn:[a-z-]+:sts::\\d{12}:(assumed-role/[^*/]+/[^*/]+|federated-user/[^*]+)");
  private static final Pattern SERVICE = Pattern.compile("[0-9A-Za-z._-]+");

  private final PolicyKind kind;

  StatementChecks(PolicyKind kind) {
    this.kind = kind;
  }

  /** What IAM calls legacy parsing. */
  void checkLegacy(StatementDraft draft) {
    if (!draft.effect().equals("Allow") && !draft.effect().equals("Deny")) {
      throw MalformedPolicyException.legacy(
          Reason.VALUE_INVALID, "Effect is Allow or Deny, with one capital.");
    }
    for (Condition condition : draft.conditions()) {
      if (condition.operator().family() == ConditionOperator.Family.DATE) {
        condition.values().forEach(StatementChecks::requireDate);
      }
    }
    if (kind.strict() && draft.resource() != null) {
      draft.resource().values().forEach(ResourceChecks::checkLegacy);
    }
  }

  /** Everything else, statement by statement for each thing that can be wrong. */
  void check(List<StatementDraft> drafts) {
    drafts.forEach(this::checkSid);
    drafts.forEach(it -> checkPrincipal(it.principals()));
    drafts.forEach(it -> requireActions(it.action()));
    drafts.forEach(it -> checkResourceFormats(it.resource()));
    drafts.forEach(it -> checkActions(it.action()));
    drafts.forEach(it -> checkResourcePresence(it.resource()));
  }

  private static void requireDate(String value) {
    if (DateValue.parse(value) == null) {
      throw MalformedPolicyException.legacy(Reason.VALUE_INVALID, value + " is no date.");
    }
  }

  private void checkSid(StatementDraft draft) {
    if (kind.strict() && !SID.matcher(draft.sid()).matches()) {
      throw new MalformedPolicyException(
          Reason.SID_INVALID,
          "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
              + " expression [0-9A-Za-z]*",
          "A statement is called " + draft.sid() + ".");
    }
  }

  private void checkPrincipal(PrincipalReader.@Nullable Principals principals) {
    if (principals == null) {
      if (kind.principal() == PolicyKind.Presence.REQUIRED) {
        throw new MalformedPolicyException(
            Reason.PRINCIPAL_MISSING,
            "Missing required field Principal",
            "A statement says not to whom it applies.");
      }
      return;
    }
    if (kind.principal() == PolicyKind.Presence.FORBIDDEN) {
      throw new MalformedPolicyException(
          Reason.PRINCIPAL_PROHIBITED,
          "Policy document should not specify a principal.",
          "Such a policy applies to whom it is attached to.");
    }
    if (principals.names().isEmpty()) {
      throw MalformedPolicyException.syntax("Principal names nobody.");
    }
    principals.names().forEach(it -> checkPrincipal(it, principals.negated()));
  }

  private void checkPrincipal(PrincipalElement.Name name, boolean negated) {
    boolean everybody = name.type() == PrincipalElement.Type.EVERYBODY;
    if (kind == PolicyKind.RESOURCE_CONTROL && (!everybody || negated)) {
      throw unfit(Reason.PRINCIPAL_INVALID, "A resource control policy applies to *.");
    }
    boolean canonical = name.type() == PrincipalElement.Type.CANONICAL_USER;
    if (kind == PolicyKind.TRUST && (everybody || canonical)) {
      throw new MalformedPolicyException(
          Reason.PRINCIPAL_INVALID,
          "AssumeRolepolicy contained an invalid principal: " + name.quoted() + ".",
          "The trust of a role names accounts, users, roles, services or providers.");
    }
    boolean valid =
        switch (name.type()) {
          case AWS -> PRINCIPAL.matcher(name.value()).matches();
          case SERVICE -> SERVICE.matcher(name.value()).matches();
          default -> !name.value().isEmpty();
        };
    if (!valid) {
      throw new MalformedPolicyException(
          Reason.PRINCIPAL_INVALID,
          "Invalid principal in policy: " + name.quoted(),
          "No principal can have such a name, and wildcards stand for everybody or nobody.");
    }
  }

  private static void requireActions(@Nullable Element action) {
    if (action == null || action.values().isEmpty()) {
      throw new MalformedPolicyException(
          Reason.ACTION_MISSING,
          "Policy statement must contain actions.",
          "A statement has neither Action nor NotAction.");
    }
  }

  private void checkResourceFormats(@Nullable Element resource) {
    if (resource != null && kind.strict()) {
      resource.values().forEach(ResourceChecks::check);
    }
  }

  private void checkActions(@Nullable Element action) {
    if (action == null) {
      return;
    }
    action.values().forEach(StatementChecks::checkAction);
    if (kind == PolicyKind.RESOURCE_CONTROL && action.negated()) {
      throw unfit(Reason.ACTION_INVALID, "A resource control policy has no NotAction.");
    }
    boolean sts = action.values().stream().allMatch(it -> it.regionMatches(true, 0, "sts:", 0, 4));
    if (kind == PolicyKind.TRUST && (action.negated() || !sts)) {
      throw new MalformedPolicyException(
          Reason.ACTION_INVALID,
          "AssumeRole policy may only specify STS AssumeRole actions.",
          "The trust of a role is about assuming it.");
    }
  }

  private static void checkAction(String action) {
    if (action.equals("*")) {
      return;
    }
    int colon = action.indexOf(':');
    if (colon < 0) {
      throw new MalformedPolicyException(
          Reason.ACTION_INVALID,
          "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
          action + " names no service.");
    }
    if (action.indexOf(':', colon + 1) >= 0) {
      throw new MalformedPolicyException(
          Reason.ACTION_INVALID,
          "Actions/Condition can contain only one colon.",
          action + " has several.");
    }
    String vendor = action.substring(0, colon);
    if (!vendor.equals("*") && !VENDOR.matcher(vendor).matches()) {
      throw new MalformedPolicyException(
          Reason.ACTION_INVALID,
          "Vendor " + vendor + " is not valid",
          action + " names no service.");
    }
  }

  private void checkResourcePresence(@Nullable Element resource) {
    boolean missing = resource == null || resource.values().isEmpty();
    if (missing && kind.resource() == PolicyKind.Presence.REQUIRED) {
      throw new MalformedPolicyException(
          Reason.RESOURCE_MISSING,
          "Policy statement must contain resources.",
          "A statement has neither Resource nor NotResource.");
    }
    if (resource != null && kind.resource() == PolicyKind.Presence.FORBIDDEN) {
      throw new MalformedPolicyException(
          Reason.RESOURCE_PROHIBITED,
          "Has prohibited field " + resource.name(),
          "The trust of a role is about that role.");
    }
  }

  /** What Organizations says of all that does not fit. */
  static MalformedPolicyException unfit(Reason reason, String detail) {
    return new MalformedPolicyException(
        reason,
        "The provided policy document does not meet the requirements of the specified policy"
            + " type.",
        detail);
  }
}
