package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which public addresses are taken, in all accounts and Regions: there is one outside. */
final class PublicAddresses {
  private static final Table<Ipv4Address, Owner> TAKEN =
      new Table<>("ec2.public-address", new AddressCodec(), RecordCodec.of(Owner.class));

  /** The first of a block are the machine room's own. */
  private static final int NOT_GIVEN = 256;

  private PublicAddresses() {}

  /** Whose an address is. */
  record Owner(String accountId, String region, String resourceId) {}

  private static final class AddressCodec implements KeyCodec<Ipv4Address> {
    @Override
    public void write(Ipv4Address key, KeyWriter out) {
      out.number(Integer.toUnsignedLong(key.bits()));
    }

    @Override
    public Ipv4Address read(KeyReader in) {
      return new Ipv4Address((int) in.number());
    }
  }

  /**
   * Takes an address that is free.
   *
   * @param near where to begin looking, so that few look at the same
   */
  static Ipv4Address take(
      Transaction transaction, Ipv4Block block, long near, Place place, String resourceId) {
    long size = block.size() - NOT_GIVEN;
    long start = Math.floorMod(near, size);
    for (long tried = 0; tried < size; tried++) {
      Ipv4Address candidate = block.first().plus((int) (NOT_GIVEN + (start + tried) % size));
      if (!TAKEN.contains(transaction, candidate)) {
        TAKEN.put(transaction, candidate, new Owner(place.accountId(), place.region(), resourceId));
        return candidate;
      }
    }
    throw VpcFaults.addressLimitExceeded();
  }

  static void free(Transaction transaction, String address) {
    TAKEN.delete(transaction, Ipv4Address.of(address));
  }

  static @Nullable Owner owner(Snapshot snapshot, String address) {
    return TAKEN.get(snapshot, Ipv4Address.of(address));
  }

  /** The public address of a private one of an interface: an Elastic IP, or one of its own. */
  static Optional<String> of(
      Snapshot snapshot, Place place, NetworkInterface end, String privateAddress) {
    Optional<String> elastic =
        NetworkTables.ELASTIC_IPS.referring(snapshot, place, end.id()).stream()
            .filter(
                it ->
                    it.association()
                        .filter(to -> to.privateAddress().equals(privateAddress))
                        .isPresent())
            .map(ElasticIp::publicAddress)
            .findFirst();
    return elastic.isPresent() || !end.primaryAddress().equals(privateAddress)
        ? elastic
        : end.publicLease().map(NetworkInterface.PublicLease::address);
  }

  /** Whether any interface of a network has a public address. */
  static boolean areIn(Snapshot snapshot, Place place, String vpcId) {
    return NetworkTables.INTERFACES.referring(snapshot, place, vpcId).stream()
        .anyMatch(
            end ->
                end.addresses().stream().anyMatch(it -> of(snapshot, place, end, it).isPresent()));
  }
}
