package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where services are for those who are not within their Region's endpoints: outside, at addresses
 * that stand for them. What a gateway endpoint leads to has addresses of its prefix list; all the
 * rest, and the same services of other Regions, has one address.
 */
final class ServiceAddresses {
  static final Ipv4Address S3 = first(ServicePrefixLists.S3);
  static final Ipv4Address DYNAMODB = first(ServicePrefixLists.DYNAMODB);
  static final Ipv4Address OTHERS = Ipv4Address.of("198.51.100.100");
  static final List<Ipv4Address> ALL = List.of(S3, DYNAMODB, OTHERS);

  private static final String VIRGINIA = "us-east-1";
  private static final Pattern WHOLE_WORLD_S3 = Pattern.compile("(.+\\.)?s3");

  private ServiceAddresses() {}

  private static Ipv4Address first(String service) {
    return Ipv4Block.of(ServicePrefixLists.block(service)).first().plus(1);
  }

  /**
   * The address of a name of a service, as seen from a Region.
   *
   * @param name what stands before {@code .amazonaws.com}
   */
  static Ipv4Address of(Place place, String name) {
    String region = Pattern.quote(place.region());
    boolean s3 =
        name.matches("(.+\\.)?(s3|s3-accesspoint|s3-website)(\\.dualstack)?[.-]" + region)
            || (place.region().equals(VIRGINIA) && WHOLE_WORLD_S3.matcher(name).matches());
    if (s3) {
      return S3;
    }
    return name.matches("(dynamodb|[0-9]{12}\\.ddb)\\." + region) ? DYNAMODB : OTHERS;
  }
}
