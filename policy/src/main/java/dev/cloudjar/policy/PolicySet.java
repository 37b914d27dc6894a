package dev.cloudjar.policy;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All policies that apply to a request.
 *
 * @param identity those of the principal and of its groups
 * @param boundary the principal's permissions boundary
 * @param session those that were passed when the session was made; several count as one. A session
 *     of a role without any is not limited; one of a federated user without any has no rights; one
 *     of the root has all rights but those that they deny
 * @param serviceControl those of the principal's account: of the organization's root, of the units
 *     on the way down, of the account, each level of which has to allow. Left out by the caller
 *     where they do not apply: to the management account, and to roles linked to services
 * @param resourceControl likewise, those of the resource's account
 * @param endpoint those of the VPC endpoint that the request came through
 * @param resource the policy of the resource
 * @param policyDecides whether policies of principals count only where the resource's own policy
 *     lets their account use them, as for KMS keys and the trust of roles
 * @param grantedBy what lets the principal use the action besides policies, such as an access
 *     control list or a grant, by its name. Counts as a resource-based policy that names the
 *     principal; asked only where the decision depends on it
 */
public record PolicySet(
    List<NamedPolicy> identity,
    Optional<NamedPolicy> boundary,
    List<NamedPolicy> session,
    List<List<NamedPolicy>> serviceControl,
    List<List<NamedPolicy>> resourceControl,
    List<NamedPolicy> endpoint,
    Optional<NamedPolicy> resource,
    boolean policyDecides,
    Supplier<Optional<String>> grantedBy) {

  /** No policy at all. */
  public static final PolicySet NONE =
      new PolicySet(
          List.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          false,
          Optional::empty);

  public PolicySet {
    identity = List.copyOf(identity);
    session = List.copyOf(session);
    serviceControl = copyOf(serviceControl);
    resourceControl = copyOf(resourceControl);
    endpoint = List.copyOf(endpoint);
  }

  /** Nothing is copied where nothing can change: a set is made for every call. */
  @SuppressWarnings("ReferenceEquality") // an immutable list is its own copy
  private static List<List<NamedPolicy>> copyOf(List<List<NamedPolicy>> levels) {
    List<List<NamedPolicy>> copy = List.copyOf(levels);
    for (List<NamedPolicy> level : copy) {
      if (List.copyOf(level) != level) {
        return copy.stream().map(List::copyOf).collect(Collectors.toUnmodifiableList());
      }
    }
    return copy;
  }

  /** The same with other policies of the principal. */
  public PolicySet withIdentity(List<NamedPolicy> its) {
    return new PolicySet(
        its,
        boundary,
        session,
        serviceControl,
        resourceControl,
        endpoint,
        resource,
        policyDecides,
        grantedBy);
  }

  /** The same with another permissions boundary. */
  public PolicySet withBoundary(Optional<NamedPolicy> its) {
    return new PolicySet(
        identity,
        its,
        session,
        serviceControl,
        resourceControl,
        endpoint,
        resource,
        policyDecides,
        grantedBy);
  }

  /** The same with other policies of the session. */
  public PolicySet withSession(List<NamedPolicy> its) {
    return new PolicySet(
        identity,
        boundary,
        its,
        serviceControl,
        resourceControl,
        endpoint,
        resource,
        policyDecides,
        grantedBy);
  }

  /** The same with other service control policies. */
  public PolicySet withServiceControl(List<List<NamedPolicy>> levels) {
    return new PolicySet(
        identity,
        boundary,
        session,
        levels,
        resourceControl,
        endpoint,
        resource,
        policyDecides,
        grantedBy);
  }

  /** The same with other resource control policies. */
  public PolicySet withResourceControl(List<List<NamedPolicy>> levels) {
    return new PolicySet(
        identity,
        boundary,
        session,
        serviceControl,
        levels,
        endpoint,
        resource,
        policyDecides,
        grantedBy);
  }

  /** The same with other policies of the endpoint. */
  public PolicySet withEndpoint(List<NamedPolicy> its) {
    return new PolicySet(
        identity,
        boundary,
        session,
        serviceControl,
        resourceControl,
        its,
        resource,
        policyDecides,
        grantedBy);
  }

  /** The same with another policy of the resource. */
  public PolicySet withResource(Optional<NamedPolicy> its) {
    return new PolicySet(
        identity,
        boundary,
        session,
        serviceControl,
        resourceControl,
        endpoint,
        its,
        policyDecides,
        grantedBy);
  }

  /** The same, but that the policies of principals count where the resource's policy says so. */
  public PolicySet decidedByResource() {
    return new PolicySet(
        identity,
        boundary,
        session,
        serviceControl,
        resourceControl,
        endpoint,
        resource,
        true,
        grantedBy);
  }

  /** The same with something besides policies that may let the principal in. */
  public PolicySet orGrantedBy(Supplier<Optional<String>> its) {
    return new PolicySet(
        identity,
        boundary,
        session,
        serviceControl,
        resourceControl,
        endpoint,
        resource,
        policyDecides,
        its);
  }
}
