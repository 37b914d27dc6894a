package dev.cloudjar.wire;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation of a REST service by method, path, query and headers: a tree of path
 * segments, literals before labels. Its depth is that of the longest template, whatever the path.
 */
final class RouterMatcher {
  /** Not to be told from ListBuckets but by the host. */
  private static final Set<String> ONLY_BY_HOST = Set.of("ListDirectoryBuckets");

  private final Node root = new Node();
  private final boolean objectKeys;

  private RouterMatcher(boolean objectKeys) {
    this.objectKeys = objectKeys;
  }

  static RouterMatcher of(ServiceModel service) {
    RouterMatcher matcher = new RouterMatcher(service.name().equals("s3"));
    service.operations().values().stream()
        .filter(o -> !ONLY_BY_HOST.contains(o.name()))
        .forEach(matcher::add);
    matcher.root.sort();
    return matcher;
  }

  /** The operation of a request; null where the service has none. */
  @Nullable OperationModel find(String method, String path, RouterQuery query, Headers headers) {
    return path.startsWith("/") ? root.find(new Wanted(method, path, query, headers), 1) : null;
  }

  private void add(OperationModel operation) {
    int question = operation.uri().indexOf('?');
    String path = question < 0 ? operation.uri() : operation.uri().substring(0, question);
    String query = question < 0 ? "" : operation.uri().substring(question + 1);
    Node node = root;
    for (String segment : segments(path)) {
      node = node.child(segment);
    }
    node.operations
        .computeIfAbsent(operation.method(), _ -> new ArrayList<>(1))
        .add(Candidate.of(operation, query, objectKeys));
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    int start = 1;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      segments.add(path.substring(start, end));
      start = end + 1;
    }
    return segments;
  }

  private record Wanted(String method, String path, RouterQuery query, Headers headers) {}

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private @Nullable Node label;
    private @Nullable Node greedy;
    private final Map<String, List<Candidate>> operations = new HashMap<>();

    Node child(String segment) {
      if (segment.endsWith("+}")) {
        greedy = greedy == null ? new Node() : greedy;
        return greedy;
      }
      if (segment.startsWith("{")) {
        label = label == null ? new Node() : label;
        return label;
      }
      return literals.computeIfAbsent(segment, _ -> new Node());
    }

    void sort() {
      operations.values().forEach(list -> list.sort(Candidate.MOST_PARTICULAR_FIRST));
      children().forEach(Node::sort);
    }

    private Collection<Node> children() {
      List<Node> children = new ArrayList<>(literals.values());
      if (label != null) {
        children.add(label);
      }
      if (greedy != null) {
        children.add(greedy);
      }
      return children;
    }

    /**
     * The operation of what is left of a path.
     *
     * @param start where the next segment begins; a slash at the end of a path begins none
     */
    @Nullable OperationModel find(Wanted wanted, int start) {
      String path = wanted.path();
      if (start >= path.length()) {
        return choose(wanted);
      }
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      if (!literals.isEmpty()) {
        Node literal = literals.get(path.substring(start, end));
        OperationModel found = literal == null ? null : literal.find(wanted, end + 1);
        if (found != null) {
          return found;
        }
      }
      OperationModel labelled = label == null || end == start ? null : label.find(wanted, end + 1);
      return labelled != null || greedy == null ? labelled : greedy.findAfterGreedy(wanted, start);
    }

    /** A greedy label ends where what follows it in the template begins, or with the path. */
    private @Nullable OperationModel findAfterGreedy(Wanted wanted, int start) {
      String path = wanted.path();
      int lastSlash = path.lastIndexOf('/');
      if (!literals.isEmpty() && lastSlash > start) {
        Node suffix = literals.get(path.substring(lastSlash + 1));
        OperationModel found = suffix == null ? null : suffix.choose(wanted);
        if (found != null) {
          return found;
        }
      }
      return choose(wanted);
    }

    private @Nullable OperationModel choose(Wanted wanted) {
      List<Candidate> candidates = operations.get(wanted.method());
      if (candidates == null) {
        return null;
      }
      Candidate incomplete = null;
      for (Candidate candidate : candidates) {
        if (incomplete != null && candidate.fixed().size() < incomplete.fixed().size()) {
          break;
        }
        if (candidate.fits(wanted.query())) {
          if (candidate.complete(wanted.query(), wanted.headers())) {
            return candidate.operation();
          }
          // What is most particular comes first, so that the last one asks for the least.
          incomplete = candidate;
        }
      }
      return incomplete == null || incomplete.exact() ? null : incomplete.operation();
    }
  }

  /**
   * An operation of one method and path.
   *
   * @param fixed the parameters of its template; an empty value stands for any
   * @param exact whether it is another operation, or none, when its required parameters are missing
   */
  private record Candidate(OperationModel operation, Map<String, String> fixed, boolean exact) {
    static final Comparator<Candidate> MOST_PARTICULAR_FIRST =
        Comparator.comparingInt((Candidate c) -> c.fixed.size())
            .thenComparingInt(
                c -> c.operation.requiredQuery().size() + c.operation.requiredHeaders().size())
            .reversed();

    static Candidate of(OperationModel operation, String query, boolean objectKeys) {
      Map<String, String> fixed = new HashMap<>();
      for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        fixed.put(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0 ? "" : pair.substring(equals + 1));
      }
      return new Candidate(
          operation,
          Map.copyOf(fixed),
          objectKeys && fixed.isEmpty() && !operation.requiredQuery().isEmpty());
    }

    boolean fits(RouterQuery query) {
      for (Map.Entry<String, String> parameter : fixed.entrySet()) {
        String value = query.first(parameter.getKey());
        if (value == null
            || (!parameter.getValue().isEmpty() && !parameter.getValue().equals(value))) {
          return false;
        }
      }
      return true;
    }

    boolean complete(RouterQuery query, Headers headers) {
      return operation.requiredQuery().stream().allMatch(query::has)
          && operation.requiredHeaders().stream().allMatch(name -> headers.first(name) != null);
    }
  }
}
