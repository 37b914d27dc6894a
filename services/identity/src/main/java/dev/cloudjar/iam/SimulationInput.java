package dev.cloudjar.iam;

import dev.cloudjar.cloud.AttachedPolicy;
import dev.cloudjar.policy.MalformedPolicyException;
import dev.cloudjar.policy.NamedPolicy;
import dev.cloudjar.policy.NamedPolicy.Source;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyKind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What simulations are given, read. */
final class SimulationInput {
  static final String IAM_POLICY = "IAM Policy";
  static final String RESOURCE_POLICY = "Resource Policy";

  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9-]+:[A-Za-z0-9_-]+");
  private static final Pattern RESOURCE = Pattern.compile("arn:[^:]+:[^:]+:[^:]*:[^:]*:.+");
  private static final Pattern USER =
      Pattern.compile("arn:aws:iam::([0-9]{12}):user/(?:[!-~]+/)?[\\w+=,.@-]{1,64}");
  private static final Pattern ROOT = Pattern.compile("arn:aws:iam::([0-9]{12}):root");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(?:\\.[0-9]+)?");
  private static final Pattern DATE =
      Pattern.compile(
          "[0-9]+|[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:T[0-9:]{5,8}(?:\\.[0-9]+)?(?:Z|[+-][0-9:]{5}))?)?");
  private static final Pattern ADDRESS = Pattern.compile("([0-9a-fA-F:.]+)(?:/([0-9]{1,3}))?");

  private SimulationInput() {}

  static boolean isAccount(String text) {
    return ACCOUNT.matcher(text).matches();
  }

  /** The policies of a member of the request, which are known by their place in it. */
  static List<NamedPolicy> policies(String member, Source source, List<String> documents) {
    List<NamedPolicy> policies = new ArrayList<>();
    for (String document : documents) {
      policies.add(
          new NamedPolicy(
              member + "." + (policies.size() + 1), source, parse(document, PolicyKind.IDENTITY)));
    }
    return policies;
  }

  /** The boundary that a request names, of which there can be one. */
  static Optional<NamedPolicy> boundary(List<String> documents) {
    if (documents.size() > 1) {
      throw IamFaults.invalidInput("You can specify only one permissions boundary policy.");
    }
    return policies("PermissionsBoundaryPolicyInputList", Source.BOUNDARY, documents).stream()
        .findFirst();
  }

  static Optional<PolicyDocument> resourcePolicy(@Nullable String document) {
    return Optional.ofNullable(document).map(it -> parse(it, PolicyKind.RESOURCE));
  }

  private static PolicyDocument parse(String document, PolicyKind kind) {
    try {
      return PolicyDocument.parse(document, kind);
    } catch (MalformedPolicyException e) {
      throw IamFaults.invalidInput(Objects.toString(e.getMessage()));
    }
  }

  /** A policy that is attached somewhere, by the name that simulations give it. */
  static NamedPolicy attached(AttachedPolicy policy) {
    String holder = policy.holder();
    String name = policy.name();
    String resource = holder.substring(holder.lastIndexOf(':') + 1);
    String ofHolder =
        resource.substring(0, Math.max(0, resource.indexOf('/')))
            + "_"
            + resource.substring(resource.lastIndexOf('/') + 1)
            + "_"
            + name;
    String managed = name.substring(name.lastIndexOf('/') + 1);
    return switch (policy.origin()) {
      case MANAGED -> stored(managed, Source.MANAGED, PolicyKind.IDENTITY, policy);
      case INLINE -> stored(ofHolder, Source.INLINE, PolicyKind.IDENTITY, policy);
      case GROUP_MANAGED -> stored(managed, Source.GROUP_MANAGED, PolicyKind.IDENTITY, policy);
      case GROUP_INLINE -> stored(ofHolder, Source.GROUP_INLINE, PolicyKind.IDENTITY, policy);
      case BOUNDARY -> stored(managed, Source.BOUNDARY, PolicyKind.IDENTITY, policy);
      case SERVICE_CONTROL ->
          stored(managed, Source.SERVICE_CONTROL, PolicyKind.SERVICE_CONTROL, policy);
      case RESOURCE_CONTROL ->
          stored(managed, Source.RESOURCE_CONTROL, PolicyKind.RESOURCE_CONTROL, policy);
    };
  }

  static List<List<NamedPolicy>> levels(List<List<AttachedPolicy>> levels) {
    return levels.stream()
        .map(level -> level.stream().map(SimulationInput::attached).toList())
        .toList();
  }

  private static NamedPolicy stored(
      String name, Source source, PolicyKind kind, AttachedPolicy policy) {
    try {
      return new NamedPolicy(name, source, PolicyDocument.parse(policy.document(), kind));
    } catch (MalformedPolicyException e) {
      throw IamFaults.policyEvaluation(name + ": " + e.getMessage());
    }
  }

  static void checkActions(List<String> actions) {
    if (actions.isEmpty()) {
      throw IamFaults.invalidInput("ActionNames must name an action.");
    }
    for (String action : actions) {
      if (!ACTION.matcher(action).matches()) {
        throw IamFaults.invalidInput("Action " + action + " is not valid.");
      }
    }
  }

  /** The resources of a request; all there are where it names none. */
  static List<String> resources(List<String> arns) {
    for (String arn : arns) {
      if (!arn.equals("*") && !RESOURCE.matcher(arn).matches()) {
        throw IamFaults.invalidArn(arn);
      }
    }
    return arns.isEmpty() ? List.of("*") : arns;
  }

  /** The account of a user's ARN. */
  static String accountOfUser(String arn) {
    return accountIn(USER, arn);
  }

  /** The account that is said to own resources, by its id or its root's ARN. */
  static String owner(String text) {
    return isAccount(text) ? text : accountIn(ROOT, text);
  }

  private static String accountIn(Pattern pattern, String arn) {
    Matcher matcher = pattern.matcher(arn);
    if (!matcher.matches()) {
      throw IamFaults.invalidArn(arn);
    }
    return Objects.requireNonNull(matcher.group(1));
  }

  /** Checks that the values of a context key are of the type they are said to be. */
  static void checkValues(String key, String type, List<String> values) {
    String single = type.replace("List", "");
    if (single.equals(type) && values.size() > 1) {
      throw IamFaults.invalidInput(
          "Context key " + key + " of type " + type + " can have one value only.");
    }
    for (String value : values) {
      if (!isOfType(single, value)) {
        throw IamFaults.invalidInput(
            "Value " + value + " of context key " + key + " is not of type " + type + ".");
      }
    }
  }

  private static boolean isOfType(String type, String value) {
    return switch (type) {
      case "string" -> true;
      case "numeric" -> NUMBER.matcher(value).matches();
      case "boolean" -> List.of("true", "false").contains(value.toLowerCase(Locale.ROOT));
      case "ip" -> isAddress(value);
      case "binary" -> isBinary(value);
      case "date" -> DATE.matcher(value).matches();
      default -> false;
    };
  }

  private static boolean isAddress(String value) {
    Matcher matcher = ADDRESS.matcher(value);
    if (!matcher.matches()) {
      return false;
    }
    try {
      int bits = InetAddress.ofLiteral(matcher.group(1)).getAddress().length * Byte.SIZE;
      return matcher.group(2) == null || Integer.parseInt(matcher.group(2)) <= bits;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isBinary(String value) {
    try {
      Base64.getDecoder().decode(value);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
