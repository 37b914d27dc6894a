package dev.cloudjar.iam;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the accounts of an organization, or of a part of it, last accessed.
 *
 * @param accounts those that it is about, by their ids, with their paths in the organization
 * @param services what they may access
 * @param uses what they did, of those services; empty until the report is written
 */
record OrganizationReport(
    Map<String, String> accounts,
    List<String> services,
    Instant created,
    Optional<Instant> completed,
    Map<String, Use> uses) {

  /**
   * The last use of a service.
   *
   * @param path of the account
   * @param accounts how many have used it
   */
  record Use(String path, Instant time, String region, int accounts) {}

  static OrganizationReport begun(
      Map<String, String> accounts, List<String> services, Instant now) {
    return new OrganizationReport(accounts, services, now, Optional.empty(), Map.of());
  }

  OrganizationReport completed(Map<String, Use> itsUses, Instant now) {
    return new OrganizationReport(accounts, services, created, Optional.of(now), itsUses);
  }
}
