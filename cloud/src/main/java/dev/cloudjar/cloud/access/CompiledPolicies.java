package dev.cloudjar.cloud.access;

import dev.cloudjar.cloud.AttachedPolicy;
import dev.cloudjar.policy.MalformedPolicyException;
import dev.cloudjar.policy.NamedPolicy;
import dev.cloudjar.policy.NamedPolicy.Source;
import dev.cloudjar.policy.PolicyDocument;
import dev.cloudjar.policy.PolicyKind;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * Policies in the form that decides, each text read once. The lists are such that nobody has to
 * copy them to be sure of them.
 */
final class CompiledPolicies {
  private static final int MOST = 10_000;

  private final ConcurrentMap<Key, PolicyDocument> cache = new ConcurrentHashMap<>();

  private record Key(PolicyKind kind, String text) {}

  PolicyDocument compile(String text, PolicyKind kind) {
    Key key = new Key(kind, text);
    PolicyDocument known = cache.get(key);
    if (known != null) {
      return known;
    }
    if (cache.size() >= MOST) {
      cache.clear();
    }
    PolicyDocument compiled = read(text, kind);
    cache.put(key, compiled);
    return compiled;
  }

  /** A document that cannot be read, and that no room should have taken, denies everything. */
  private static PolicyDocument read(String text, PolicyKind kind) {
    try {
      return PolicyDocument.parse(text, kind);
    } catch (MalformedPolicyException e) {
      return PolicyDocument.parse(
          """
          {"Version": "2012-10-17",
           "Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}
          """,
          PolicyKind.RESOURCE);
    }
  }

  List<NamedPolicy> compile(List<AttachedPolicy> attached) {
    return attached.stream().map(this::compile).collect(Collectors.toUnmodifiableList());
  }

  List<List<NamedPolicy>> compileLevels(List<List<AttachedPolicy>> levels) {
    return levels.stream().map(this::compile).collect(Collectors.toUnmodifiableList());
  }

  NamedPolicy compile(AttachedPolicy attached) {
    Source source =
        switch (attached.origin()) {
          case MANAGED -> Source.MANAGED;
          case INLINE -> Source.INLINE;
          case GROUP_MANAGED -> Source.GROUP_MANAGED;
          case GROUP_INLINE -> Source.GROUP_INLINE;
          case BOUNDARY -> Source.BOUNDARY;
          case SERVICE_CONTROL -> Source.SERVICE_CONTROL;
          case RESOURCE_CONTROL -> Source.RESOURCE_CONTROL;
        };
    PolicyKind kind =
        switch (source) {
          case SERVICE_CONTROL -> PolicyKind.SERVICE_CONTROL;
          case RESOURCE_CONTROL -> PolicyKind.RESOURCE_CONTROL;
          default -> PolicyKind.IDENTITY;
        };
    return new NamedPolicy(attached.name(), source, compile(attached.document(), kind));
  }
}
