package dev.cloudjar.s3;

import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.s3.website.Redirect;
import dev.cloudjar.s3.website.RoutingRule;
import dev.cloudjar.s3.website.Website;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads how a bucket is a website, and refuses what AWS refuses of it. */
final class WebsiteChecks {
  private static final int MAX_RULES = 50;
  private static final Set<String> PROTOCOLS = Set.of("http", "https");
  private static final int MOVED_PERMANENTLY = 301;

  private WebsiteChecks() {}

  static Structure check(Bucket bucket, Structure document) {
    boolean redirectsAll = document.member("RedirectAllRequestsTo") != null;
    if (!redirectsAll && document.member("IndexDocument") == null) {
      throw S3Faults.invalidArgument(
          "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
          "IndexDocument",
          "null");
    }
    if (redirectsAll && document.members().size() > 1) {
      throw S3Faults.invalidArgument(
          "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
          "RedirectAllRequestsTo",
          "not null");
    }
    checkParts(document);
    List<Structure> rules = document.structures("RoutingRules");
    if (rules.size() > MAX_RULES) {
      throw S3Faults.invalidRequest(
          "The number of routing rules must not exceed the allowed limit of " + MAX_RULES + ".");
    }
    rules.forEach(WebsiteChecks::checkRule);
    return document;
  }

  private static void checkParts(Structure document) {
    if (document.member("RedirectAllRequestsTo") instanceof Structure all) {
      if (isEmpty(all.text("HostName"))) {
        throw S3Faults.malformedXml();
      }
      checkProtocol(all);
    }
    if (document.member("IndexDocument") instanceof Structure index) {
      String suffix = index.text("Suffix");
      if (suffix == null || suffix.isEmpty() || suffix.indexOf('/') >= 0) {
        throw S3Faults.invalidArgument(
            "The IndexDocument Suffix is not well formed", "IndexDocument", String.valueOf(suffix));
      }
    }
    if (document.member("ErrorDocument") instanceof Structure error && isEmpty(error.text("Key"))) {
      throw S3Faults.invalidArgument(
          "The ErrorDocument Key is not well formed", "ErrorDocument", "null");
    }
  }

  private static void checkRule(Structure rule) {
    if (!(rule.member("Redirect") instanceof Structure redirect)) {
      throw S3Faults.malformedXml();
    }
    checkProtocol(redirect);
    if (redirect.text("ReplaceKeyPrefixWith") != null && redirect.text("ReplaceKeyWith") != null) {
      throw S3Faults.invalidRequest(
          "You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
    }
    String code = redirect.text("HttpRedirectCode");
    if (code != null && (!isNumber(code) || number(code) < 301 || number(code) > 399)) {
      throw S3Faults.invalidRequest(
          "The provided HTTP redirect code ("
              + code
              + ") is not valid. Valid codes are 3XX except 300.");
    }
    if (rule.member("Condition") instanceof Structure condition) {
      String error = condition.text("HttpErrorCodeReturnedEquals");
      if (error == null && condition.text("KeyPrefixEquals") == null) {
        throw S3Faults.invalidRequest(
            "Condition cannot be empty. To redirect all requests without a condition, the condition"
                + " element shouldn't be present.");
      }
      if (error != null && (!isNumber(error) || number(error) < 400 || number(error) > 599)) {
        throw S3Faults.invalidRequest(
            "The provided HTTP error code ("
                + error
                + ") is not valid. Valid codes are 4XX or 5XX.");
      }
    }
  }

  private static void checkProtocol(Structure redirect) {
    String protocol = redirect.text("Protocol");
    if (protocol != null && !PROTOCOLS.contains(protocol)) {
      throw S3Faults.invalidRequest(
          "Invalid protocol, protocol can be http or https. If not defined the protocol will be"
              + " selected automatically.");
    }
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static boolean isNumber(String text) {
    return text.length() == 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  /** The website that a configuration makes. */
  static Website website(Structure document) {
    return new Website(
        document.member("IndexDocument") instanceof Structure index ? index.text("Suffix") : null,
        document.member("ErrorDocument") instanceof Structure error ? error.text("Key") : null,
        document.member("RedirectAllRequestsTo") instanceof Structure all ? redirect(all) : null,
        document.structures("RoutingRules").stream().map(WebsiteChecks::rule).toList());
  }

  private static RoutingRule rule(Structure rule) {
    Structure condition =
        rule.member("Condition") instanceof Structure sent ? sent : Structure.EMPTY;
    String status = condition.text("HttpErrorCodeReturnedEquals");
    return new RoutingRule(
        condition.text("KeyPrefixEquals"),
        status == null ? 0 : number(status),
        redirect(rule.member("Redirect") instanceof Structure sent ? sent : Structure.EMPTY));
  }

  private static Redirect redirect(Structure redirect) {
    String status = redirect.text("HttpRedirectCode");
    return new Redirect(
        redirect.text("Protocol"),
        redirect.text("HostName"),
        status == null ? MOVED_PERMANENTLY : number(status),
        redirect.text("ReplaceKeyPrefixWith"),
        redirect.text("ReplaceKeyWith"));
  }
}
