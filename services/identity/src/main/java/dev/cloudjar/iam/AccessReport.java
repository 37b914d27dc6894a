package dev.cloudjar.iam;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which services somebody could access by their policies, and who did so when.
 *
 * @param arn of the user, group, role or policy that it is about
 * @param ofActions whether it tells of single actions
 * @param completed empty while it is being written
 * @param entities the users and roles that could access the services
 * @param services by their namespaces
 * @param error why there are none; empty where nothing went wrong
 */
record AccessReport(
    String arn,
    boolean ofActions,
    Instant created,
    Optional<Instant> completed,
    List<Entity> entities,
    List<Service> services,
    Optional<String> error) {

  /** A user or a role. */
  record Entity(Kind kind, String arn, String name, String id, String path) {}

  /**
   * A service that can be accessed.
   *
   * @param uses when entities last tried
   * @param actions those that the policies allow, in their order; empty where none are told
   */
  record Service(String namespace, String title, List<Use> uses, List<Action> actions) {
    /** The last try of all. */
    Optional<Use> last() {
      return uses.stream().max(Comparator.comparing(Use::time));
    }
  }

  /**
   * That an entity tried.
   *
   * @param entity its ARN
   */
  record Use(String entity, Instant time, String region) {}

  /**
   * An action of a service.
   *
   * @param last empty where nobody has tried it
   */
  record Action(String name, Optional<Use> last) {}

  static AccessReport begun(String arn, boolean ofActions, Instant now) {
    return new AccessReport(
        arn, ofActions, now, Optional.empty(), List.of(), List.of(), Optional.empty());
  }

  AccessReport completed(List<Entity> itsEntities, List<Service> itsServices, Instant now) {
    return new AccessReport(
        arn, ofActions, created, Optional.of(now), itsEntities, itsServices, Optional.empty());
  }

  AccessReport failed(String why, Instant now) {
    return new AccessReport(
        arn, ofActions, created, Optional.of(now), List.of(), List.of(), Optional.of(why));
  }
}
