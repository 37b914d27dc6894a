package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A public address of an account.
 *
 * @param id of its allocation
 */
public record ElasticIp(String id, String publicAddress, Optional<Association> association)
    implements Ec2Resource {

  /** What it stands for. */
  public record Association(
      String id, String networkInterfaceId, String privateAddress, String instanceId) {}

  /** By what an address is found by itself. */
  static String address(String publicAddress) {
    return "ip/" + publicAddress;
  }

  @Override
  public Set<String> references() {
    Set<String> all = new HashSet<>();
    all.add(address(publicAddress));
    association.ifPresent(
        it -> {
          all.add(it.id());
          all.add(it.networkInterfaceId());
          if (!it.instanceId().isEmpty()) {
            all.add(it.instanceId());
          }
        });
    return all;
  }

  ElasticIp with(Optional<Association> changed) {
    return new ElasticIp(id, publicAddress, changed);
  }
}
