package dev.cloudjar.wire;

import dev.cloudjar.catalog.Catalog;
import dev.cloudjar.catalog.ServiceSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a host name says about where a request goes.
 *
 * @param services the services that may live there; empty where the name tells none
 * @param control whether it is S3's control plane
 * @param region empty where the name tells none
 * @param prefix what stands before the service: with S3, the bucket; empty for nothing
 * @param name what stands before the domain, service and all; empty for nothing
 */
record RouterHost(
    List<ServiceSummary> services, boolean control, String region, String prefix, String name) {
  private static final RouterHost NOTHING = new RouterHost(List.of(), false, "", "", "");
  private static final int LONGEST_NAME = 255;
  private static final String FIPS = "-fips";
  private static final String WEBSITE = "s3-website";

  /** Reads a Host header; what is no host name tells nothing. */
  static RouterHost of(@Nullable String header, Set<String> domains, Catalog catalog) {
    String name = name(header);
    int domainStart = domainStart(name, domains);
    if (domainStart <= 0) {
      return NOTHING;
    }
    List<String> labels = labels(name.substring(0, domainStart - 1));
    RouterHost s3 = s3(labels, catalog);
    return s3 != null ? s3 : other(labels, catalog);
  }

  /** The account that stands before the service; null for none. */
  @Nullable String account() {
    String first = prefix.indexOf('.') < 0 ? prefix : prefix.substring(0, prefix.indexOf('.'));
    return first.length() == 12 && first.chars().allMatch(c -> c >= '0' && c <= '9') ? first : null;
  }

  /** Whether it tells of an account and nothing else, such as {@code 123456789012.localhost}. */
  boolean isOfAccount() {
    return services.isEmpty() && name.equals(account());
  }

  private static String name(@Nullable String header) {
    if (header == null || header.length() > LONGEST_NAME + ":65535".length()) {
      return "";
    }
    int end = header.indexOf(':');
    String name = (end < 0 ? header : header.substring(0, end)).toLowerCase(Locale.ROOT);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_') {
        return "";
      }
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /**
   * Where the domain begins that everything here lives under; 0 where the name is the domain
   * itself, and -1 where it is another.
   */
  private static int domainStart(String name, Set<String> domains) {
    int at = 0;
    while (at >= 0 && at < name.length()) {
      if (domains.contains(name.substring(at))) {
        return at;
      }
      int dot = name.indexOf('.', at);
      at = dot < 0 ? -1 : dot + 1;
    }
    return -1;
  }

  private static List<String> labels(String text) {
    List<String> labels = new ArrayList<>();
    int start = 0;
    while (start <= text.length()) {
      int dot = text.indexOf('.', start);
      int end = dot < 0 ? text.length() : dot;
      labels.add(text.substring(start, end));
      start = end + 1;
    }
    return labels;
  }

  /**
   * S3's many forms, read from the right: {@code bucket.s3}, {@code bucket.s3.us-west-2}, {@code
   * bucket.s3-us-west-2}, {@code bucket.s3.dualstack.us-west-2}, {@code bucket.s3-accelerate},
   * {@code bucket.s3-website.us-west-2}, {@code bucket.s3-website-us-west-2}, {@code
   * 123456789012.s3-control.us-west-2}.
   */
  private static @Nullable RouterHost s3(List<String> labels, Catalog catalog) {
    int at = labels.size() - 1;
    String region = isRegion(labels.get(at)) ? labels.get(at--) : "";
    if (at >= 0 && labels.get(at).equals("dualstack")) {
      at--;
    }
    if (at < 0) {
      return null;
    }
    String label = labels.get(at);
    if (region.isEmpty() && label.startsWith("s3-") && isRegion(label.substring(3))) {
      region = label.substring(3);
      label = "s3";
    }
    if (region.isEmpty() && label.startsWith(WEBSITE + "-")) {
      region = label.substring(WEBSITE.length() + 1);
      label = WEBSITE;
    }
    boolean control = label.equals("s3-control") || label.equals("s3-control" + FIPS);
    boolean objects =
        label.equals("s3")
            || label.equals("s3" + FIPS)
            || label.equals("s3-accelerate")
            || label.equals(WEBSITE)
            || label.equals("s3-accesspoint")
            || label.equals("s3-accesspoint" + FIPS)
            || label.equals("s3-external-1")
            || label.startsWith("s3express-");
    if (!control && !objects) {
      return null;
    }
    String service = control ? "s3control" : "s3";
    return new RouterHost(
        catalog.summary(service).stream().toList(),
        control || label.startsWith("s3express-control"),
        region,
        String.join(".", labels.subList(0, at)),
        String.join(".", labels));
  }

  /** Other services: {@code sqs.us-east-1}, {@code us-east-1.queue}, {@code api.pricing}. */
  private static RouterHost other(List<String> labels, Catalog catalog) {
    int end = labels.size();
    String region = "";
    if (isRegion(labels.get(end - 1))) {
      region = labels.get(--end);
    }
    for (int from = 0; from < end; from++) {
      String name = String.join(".", labels.subList(from, end));
      String plain = name.endsWith(FIPS) ? name.substring(0, name.length() - FIPS.length()) : name;
      List<ServiceSummary> services = catalog.byEndpointPrefix(plain);
      if (!services.isEmpty()) {
        boolean regionFirst = region.isEmpty() && from > 0 && isRegion(labels.get(from - 1));
        return new RouterHost(
            services,
            false,
            regionFirst ? labels.get(from - 1) : region,
            String.join(".", labels.subList(0, from)),
            String.join(".", labels));
      }
    }
    String name = String.join(".", labels);
    return new RouterHost(List.of(), false, "", name, name);
  }

  /** Whether a label looks like {@code us-east-1} or {@code us-gov-west-1}. */
  private static boolean isRegion(String label) {
    int length = label.length();
    int lastDash = label.lastIndexOf('-');
    return length >= 8
        && length <= 20
        && label.charAt(2) == '-'
        && lastDash > 3
        && lastDash < length - 1
        && label.substring(lastDash + 1).chars().allMatch(c -> c >= '0' && c <= '9')
        && label.substring(0, lastDash).chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '-');
  }
}
