package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Ids;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.store.Transaction;
import java.util.List;

/**
 * The prefix lists that AWS itself keeps, for the services that gateway endpoints lead to. Their
 * addresses are of 198.51.100.0/24, which nobody has.
 */
final class ServicePrefixLists {
  static final String S3 = "s3";
  static final String DYNAMODB = "dynamodb";

  private ServicePrefixLists() {}

  /** The addresses of a service. */
  static String block(String service) {
    return service.equals(S3) ? "198.51.100.0/28" : "198.51.100.16/28";
  }

  static String name(Place place, String service) {
    return "com.amazonaws." + place.region() + "." + service;
  }

  static void make(Transaction transaction, Place place, Ec2Ids ids) {
    for (String service : List.of(S3, DYNAMODB)) {
      NetworkTables.PREFIX_LISTS.put(
          transaction,
          place,
          new PrefixList(
              ids.next(ResourceKind.PREFIX_LIST),
              name(place, service),
              PrefixList.AWS,
              0,
              "create-complete",
              List.of(
                  new PrefixList.Version(1, List.of(new PrefixList.Entry(block(service), null))))));
    }
  }

  /** The prefix list of a service. */
  static PrefixList of(dev.cloudjar.store.Snapshot snapshot, Place place, String service) {
    return NetworkTables.PREFIX_LISTS
        .referring(snapshot, place, "name/" + name(place, service))
        .stream()
        .filter(it -> it.owner().equals(PrefixList.AWS))
        .findFirst()
        .orElseThrow();
  }
}
