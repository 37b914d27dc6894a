package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.store.KeyCodec;
import dev.cloudjar.store.KeyReader;
import dev.cloudjar.store.KeyWriter;
import dev.cloudjar.store.RecordCodec;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Optional;

/** Which addresses of subnets are taken, and by which interface. */
final class Addresses {
  private static final Table<Key, Taken> TAKEN =
      new Table<>("ec2.address", Key.CODEC, RecordCodec.of(Taken.class));

  private Addresses() {}

  private record Taken(String networkInterfaceId) {}

  private record Key(Place place, String subnetId, Ipv4Address address) {
    static final KeyCodec<Key> CODEC =
        new KeyCodec<>() {
          @Override
          public void write(Key key, KeyWriter out) {
            out.text(key.place().accountId())
                .text(key.place().region())
                .text(key.subnetId())
                .number(Integer.toUnsignedLong(key.address().bits()));
          }

          @Override
          public Key read(KeyReader in) {
            return new Key(
                new Place(in.text(), in.text()), in.text(), new Ipv4Address((int) in.number()));
          }
        };
  }

  private static Rows<Key, Taken> of(Snapshot snapshot, Place place, String subnetId) {
    return TAKEN.scan(
        snapshot,
        TAKEN.startingWith(out -> out.text(place.accountId()).text(place.region()).text(subnetId)));
  }

  /** How many more interfaces could have an address of a subnet. */
  static int available(Snapshot snapshot, Place place, Subnet subnet) {
    int taken = 0;
    try (Rows<Key, Taken> rows = of(snapshot, place, subnet.id())) {
      while (rows.next()) {
        taken++;
      }
    }
    return (int) subnet.block().size() - Subnet.RESERVED - taken;
  }

  /**
   * Takes the lowest address of a subnet that is free.
   *
   * @throws dev.cloudjar.cloud.Fault where there is none
   */
  static Ipv4Address takeAny(
      Transaction transaction, Place place, Subnet subnet, String networkInterfaceId) {
    Ipv4Block block = subnet.block();
    Ipv4Address candidate = block.first().plus(Subnet.RESERVED - 1);
    try (Rows<Key, Taken> rows = of(transaction, place, subnet.id())) {
      while (rows.next() && rows.key().address().equals(candidate)) {
        candidate = candidate.plus(1);
      }
    }
    if (candidate.compareTo(block.last()) >= 0) {
      throw VpcFaults.insufficientFreeAddresses(subnet.id());
    }
    put(transaction, place, subnet, candidate, networkInterfaceId);
    return candidate;
  }

  /**
   * Takes an address of a subnet.
   *
   * @throws dev.cloudjar.cloud.Fault where it is another's, or no address of the subnet
   */
  static void take(
      Transaction transaction,
      Place place,
      Subnet subnet,
      Ipv4Address address,
      String networkInterfaceId) {
    if (!subnet.hasRoomFor(address)) {
      throw VpcFaults.addressNotInSubnet(address.toString());
    }
    if (TAKEN.contains(transaction, new Key(place, subnet.id(), address))) {
      throw VpcFaults.addressInUse(address.toString());
    }
    put(transaction, place, subnet, address, networkInterfaceId);
  }

  private static void put(
      Transaction transaction,
      Place place,
      Subnet subnet,
      Ipv4Address address,
      String networkInterfaceId) {
    TAKEN.put(transaction, new Key(place, subnet.id(), address), new Taken(networkInterfaceId));
  }

  /** The id of the interface that has an address. */
  static Optional<String> holder(
      Snapshot snapshot, Place place, String subnetId, Ipv4Address address) {
    return Optional.ofNullable(TAKEN.get(snapshot, new Key(place, subnetId, address)))
        .map(Taken::networkInterfaceId);
  }

  static void free(Transaction transaction, Place place, String subnetId, String address) {
    TAKEN.delete(transaction, new Key(place, subnetId, Ipv4Address.of(address)));
  }
}
