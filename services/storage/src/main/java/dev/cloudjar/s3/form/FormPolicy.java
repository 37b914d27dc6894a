package dev.cloudjar.s3.form;

import dev.cloudjar.s3.form.PolicyCondition.LengthRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the signer of a form allows in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html">POST
 *     policy</a>
 */
public final class FormPolicy {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** The fields that no condition need be about. */
  private static final Set<String> FREE =
      Set.of("policy", "x-amz-signature", "signature", "awsaccesskeyid", "file");

  private final Instant expiration;
  private final List<PolicyCondition> conditions;

  private FormPolicy(Instant expiration, List<PolicyCondition> conditions) {
    this.expiration = expiration;
    this.conditions = conditions;
  }

  /** Reads the policy that stands in a form in Base64. */
  public static FormPolicy parse(String base64) {
    JsonNode document;
    try {
      document =
          JSON.readTree(new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new InvalidPolicyException("Invalid Policy: Invalid JSON.");
    }
    if (document == null || !document.isObject()) {
      throw new InvalidPolicyException("Invalid Policy: Invalid JSON.");
    }
    JsonNode expiration = document.get("expiration");
    if (expiration == null) {
      throw new InvalidPolicyException("Invalid Policy: Policy missing expiration.");
    }
    JsonNode conditions = document.get("conditions");
    if (conditions == null || !conditions.isArray()) {
      throw new InvalidPolicyException("Invalid Policy: Policy missing conditions.");
    }
    List<PolicyCondition> read = new ArrayList<>();
    for (JsonNode condition : conditions) {
      read(condition, read);
    }
    return new FormPolicy(time(expiration.stringValue("")), List.copyOf(read));
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new InvalidPolicyException(
          "Invalid Policy: Invalid 'expiration' value: '" + text + "'");
    }
  }

  private static void read(JsonNode condition, List<PolicyCondition> into) {
    if (condition.isObject()) {
      if (condition.size() != 1) {
        throw new InvalidPolicyException(
            "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one"
                + " property specified.");
      }
      for (Map.Entry<String, JsonNode> each : condition.properties()) {
        into.add(
            new PolicyCondition.Equal(
                lower(each.getKey()), each.getKey(), each.getValue().asString("")));
      }
    } else if (condition.isArray() && condition.size() == 3) {
      into.add(read(condition));
    } else {
      throw new InvalidPolicyException("Invalid Policy: Invalid Condition.");
    }
  }

  private static PolicyCondition read(JsonNode condition) {
    String operator = lower(condition.get(0).asString(""));
    if (operator.equals("content-length-range")) {
      return new LengthRange(number(condition.get(1)), number(condition.get(2)));
    }
    String field = condition.get(1).asString("");
    if (!field.startsWith("$")) {
      throw new InvalidPolicyException("Invalid Policy: Invalid Condition.");
    }
    String written = field.substring(1);
    String value = condition.get(2).asString("");
    return switch (operator) {
      case "eq" -> new PolicyCondition.Equal(lower(written), written, value);
      case "starts-with" -> new PolicyCondition.StartsWith(lower(written), written, value);
      default ->
          throw new InvalidPolicyException(
              "Invalid Policy: Invalid Condition: unknown operation '" + operator + "'.");
    };
  }

  private static long number(JsonNode node) {
    try {
      long number = Long.parseLong(node.asString(""));
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as for numbers below nought.
    }
    throw new InvalidPolicyException("Invalid Policy: Invalid content-length-range condition.");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * Why a form is not as the policy has it; null where it is.
   *
   * @param bucket that the form is sent to
   */
  public @Nullable String refusal(FormFields form, String bucket, Instant now) {
    if (!now.isBefore(expiration)) {
      return "Policy expired.";
    }
    Map<String, String> fields = new LinkedHashMap<>(form.values());
    fields.put("bucket", bucket);
    Set<String> covered = new HashSet<>(FREE);
    for (PolicyCondition condition : conditions) {
      if (!condition.holds(fields)) {
        return "Policy Condition failed: " + condition.text();
      }
      if (condition.field() != null) {
        covered.add(condition.field());
      }
    }
    Set<String> extra = new TreeSet<>(fields.keySet());
    extra.removeAll(covered);
    extra.removeIf(name -> name.startsWith("x-ignore-"));
    return extra.isEmpty() ? null : "Extra input fields: " + String.join(",", extra);
  }

  /** The fewest bytes that the file may have. */
  public long minBytes() {
    return ranges().stream().mapToLong(LengthRange::minBytes).max().orElse(0);
  }

  /** The most bytes that the file may have. */
  public long maxBytes() {
    return ranges().stream().mapToLong(LengthRange::maxBytes).min().orElse(Long.MAX_VALUE);
  }

  private List<LengthRange> ranges() {
    return conditions.stream()
        .filter(LengthRange.class::isInstance)
        .map(LengthRange.class::cast)
        .toList();
  }
}
