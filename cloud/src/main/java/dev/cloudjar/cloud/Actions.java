package dev.cloudjar.cloud;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The actions that policies name, of all services of AWS that the cloud has heard of. */
public interface Actions {

  /** No services at all. */
  Actions NONE =
      new Actions() {
        @Override
        public List<Service> services() {
          return List.of();
        }

        @Override
        public Optional<Service> service(String namespace) {
          return Optional.empty();
        }

        @Override
        public Set<String> of(String namespace) {
          return Set.of();
        }

        @Override
        public Optional<String> namespaceOf(String service) {
          return Optional.empty();
        }

        @Override
        public List<String> triedBy(String service, String operation) {
          return List.of();
        }
      };

  /**
   * A service, which may have several APIs.
   *
   * @param namespace what its actions begin with, such as {@code s3}
   * @param title what AWS calls it, such as {@code Amazon S3}
   */
  record Service(String namespace, String title) {}

  /** All services, by namespace. */
  List<Service> services();

  /** The service of a namespace, in any letters. */
  Optional<Service> service(String namespace);

  /** The names of a service's actions, such as {@code PutObject}, in their order. */
  Set<String> of(String namespace);

  /**
   * The namespace of the actions of an API.
   *
   * @param service its name in the catalog, such as {@code cloudwatchlogs}
   */
  Optional<String> namespaceOf(String service);

  /**
   * The actions that a call of an operation tries, such as {@code s3:PutObject}; of those that
   * depend on the request, the usual one.
   */
  List<String> triedBy(String service, String operation);
}
