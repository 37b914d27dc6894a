package dev.cloudjar.wire.protocol;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The path of an operation, such as {@code /{Bucket}/{Key+}}, and what its labels stand for. */
final class UriTemplate {
  private static final Map<String, UriTemplate> KNOWN = new ConcurrentHashMap<>();

  private final List<String> segments;
  private final Set<String> fixedParameters;

  private UriTemplate(String uri) {
    int query = uri.indexOf('?');
    String path = query < 0 ? uri : uri.substring(0, query);
    segments = List.of(withoutSlash(path).split("/", -1));
    Set<String> names = new HashSet<>();
    if (query >= 0) {
      for (String parameter : uri.substring(query + 1).split("&", -1)) {
        names.add(parameter.split("=", 2)[0]);
      }
    }
    fixedParameters = Set.copyOf(names);
  }

  /** The query parameters that tell the operation from others. */
  Set<String> fixedParameters() {
    return fixedParameters;
  }

  private static String withoutSlash(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }

  /** The template of a URI of the catalog. */
  static UriTemplate of(String uri) {
    return KNOWN.computeIfAbsent(uri, UriTemplate::new);
  }

  /** The labels' texts in a raw path, decoded, by name; those that are missing are left out. */
  Map<String, String> labels(String rawPath, Refusal refusal) {
    Map<String, String> labels = new HashMap<>();
    String path = withoutSlash(rawPath);
    int position = 0;
    for (int i = 0; i < segments.size() && position <= path.length(); i++) {
      String segment = segments.get(i);
      boolean label = segment.startsWith("{") && segment.endsWith("}");
      int end;
      if (segment.endsWith("+}")) {
        end = path.length();
        for (int after = i + 1; after < segments.size(); after++) {
          end = Math.max(position, path.lastIndexOf('/', end - 1));
        }
      } else {
        int slash = path.indexOf('/', position);
        end = slash < 0 ? path.length() : slash;
      }
      if (label && end > position) {
        labels.put(
            segment.substring(1, segment.length() - (segment.endsWith("+}") ? 2 : 1)),
            Percent.decode(path, position, end, false, refusal));
      }
      position = end + 1;
    }
    return labels;
  }
}
