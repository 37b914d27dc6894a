package dev.cloudjar.ec2.vpc;

import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ways.NameAnswer;
import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that a network's own name server knows: those of the network's addresses, of public
 * addresses, and of services. It asks nobody else, so it refuses to say anything of other names.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html">Amazon
 *     DNS</a>
 */
record NetworkNames(Snapshot snapshot, Place place, Vpc vpc) {
  private static final String SERVICES = "amazonaws.com";
  private static final String POINTERS = "in-addr.arpa";
  private static final Ipv4Address METADATA = Ipv4Address.of("169.254.169.254");
  private static final Pattern PRIVATE =
      Pattern.compile("ip-([0-9]{1,3})-([0-9]{1,3})-([0-9]{1,3})-([0-9]{1,3})");
  private static final Pattern PUBLIC =
      Pattern.compile(
          "ec2-([0-9]{1,3})-([0-9]{1,3})-([0-9]{1,3})-([0-9]{1,3})\\."
              + "(compute-1|[a-z0-9-]+\\.compute)");
  private static final Pattern POINTER =
      Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})");

  NameAnswer answer(String name) {
    String domain = HostNames.domain(place.region());
    Optional<String> own = below(name, domain);
    if (own.isPresent()) {
      return ownName(domain, own.get());
    }
    Optional<String> pointer = below(name, POINTERS);
    if (pointer.isPresent()) {
      return pointer(pointer.get());
    }
    return below(name, SERVICES).map(this::serviceName).orElseGet(NameAnswer::refused);
  }

  /** What stands before a domain; empty text for the domain itself. */
  private static Optional<String> below(String name, String domain) {
    if (name.equals(domain)) {
      return Optional.of("");
    }
    return name.endsWith("." + domain)
        ? Optional.of(name.substring(0, name.length() - domain.length() - 1))
        : Optional.empty();
  }

  private NameAnswer ownName(String domain, String label) {
    if (label.isEmpty()) {
      return NameAnswer.of(domain, List.of());
    }
    if (label.equals("instance-data")) {
      return NameAnswer.of(domain, List.of(METADATA));
    }
    return address(PRIVATE.matcher(label))
        .filter(it -> end(it).isPresent())
        .map(it -> NameAnswer.of(domain, List.of(it)))
        .orElseGet(() -> NameAnswer.none(domain));
  }

  /** The address in a name, if it is written as it should be. */
  private static Optional<Ipv4Address> address(Matcher matcher) {
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String text =
        String.join(".", matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
    try {
      return Optional.of(Ipv4Address.of(text)).filter(it -> it.toString().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The interface of the network that has a private address. */
  private Optional<NetworkInterface> end(Ipv4Address address) {
    return subnet(address)
        .flatMap(it -> Addresses.holder(snapshot, place, it.id(), address))
        .map(it -> NetworkTables.INTERFACES.find(snapshot, place, it));
  }

  private Optional<Subnet> subnet(Ipv4Address address) {
    return NetworkTables.SUBNETS.referring(snapshot, place, vpc.id()).stream()
        .filter(it -> it.block().contains(address))
        .findFirst();
  }

  private NameAnswer pointer(String reversed) {
    Matcher matcher = POINTER.matcher(reversed);
    if (!matcher.matches()) {
      return NameAnswer.of(POINTERS, List.of());
    }
    Optional<Ipv4Address> address =
        address(
            POINTER.matcher(
                String.join(
                    ".", matcher.group(4), matcher.group(3), matcher.group(2), matcher.group(1))));
    if (address.isEmpty()) {
      return NameAnswer.none(POINTERS);
    }
    String text = address.get().toString();
    if (end(address.get()).isPresent()) {
      return NameAnswer.named(POINTERS, HostNames.ofPrivate(place.region(), text));
    }
    return published(address.get())
        .map(it -> NameAnswer.named(POINTERS, HostNames.ofPublic(it.place().region(), text)))
        .orElseGet(() -> NameAnswer.none(POINTERS));
  }

  /** A private address that has a public one with a name. */
  private record Published(Place place, String vpcId, String privateAddress) {}

  private Optional<Published> published(Ipv4Address outside) {
    PublicAddresses.Owner owner = PublicAddresses.owner(snapshot, outside.toString());
    if (owner == null) {
      return Optional.empty();
    }
    Place home = new Place(owner.accountId(), owner.region());
    boolean elastic =
        ResourceKind.of(owner.resourceId()).filter(it -> it == ResourceKind.ELASTIC_IP).isPresent();
    Optional<Published> found = elastic ? elastic(home, owner) : leased(home, owner, outside);
    return found.filter(
        it -> {
          Vpc its = NetworkTables.VPCS.find(snapshot, home, it.vpcId());
          return its != null && its.dnsHostnames();
        });
  }

  private Optional<Published> elastic(Place home, PublicAddresses.Owner owner) {
    ElasticIp address = NetworkTables.ELASTIC_IPS.find(snapshot, home, owner.resourceId());
    return Optional.ofNullable(address)
        .flatMap(ElasticIp::association)
        .flatMap(
            it ->
                Optional.ofNullable(
                        NetworkTables.INTERFACES.find(snapshot, home, it.networkInterfaceId()))
                    .map(end -> new Published(home, end.vpcId(), it.privateAddress())));
  }

  private Optional<Published> leased(Place home, PublicAddresses.Owner owner, Ipv4Address outside) {
    return Optional.ofNullable(NetworkTables.INTERFACES.find(snapshot, home, owner.resourceId()))
        .filter(
            it ->
                it.publicLease()
                    .filter(lease -> lease.address().equals(outside.toString()))
                    .isPresent())
        .map(it -> new Published(home, it.vpcId(), it.primaryAddress()));
  }

  private NameAnswer serviceName(String name) {
    if (name.isEmpty()) {
      return NameAnswer.of(SERVICES, List.of());
    }
    Optional<Ipv4Address> outside = address(publicLabels(name));
    if (outside.isPresent()) {
      return publicName(name, outside.get());
    }
    for (VpcEndpoint endpoint : NetworkTables.ENDPOINTS.referring(snapshot, place, vpc.id())) {
      if (!endpoint.isGateway()) {
        Optional<NameAnswer> found = endpointName(endpoint, name);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    return name.equals("vpce") || name.endsWith(".vpce")
        ? NameAnswer.none(SERVICES)
        : NameAnswer.of(SERVICES, List.of(ServiceAddresses.of(place, name)));
  }

  private static Matcher publicLabels(String name) {
    return PUBLIC.matcher(name);
  }

  /** Within its network a public name leads to the private address. */
  private NameAnswer publicName(String name, Ipv4Address outside) {
    Optional<Published> found =
        published(outside)
            .filter(
                it ->
                    HostNames.ofPublic(it.place().region(), outside.toString())
                        .equals(name + "." + SERVICES));
    return found
        .map(
            it ->
                NameAnswer.of(
                    SERVICES,
                    List.of(
                        it.vpcId().equals(vpc.id())
                            ? Ipv4Address.of(it.privateAddress())
                            : outside)))
        .orElseGet(() -> NameAnswer.none(SERVICES));
  }

  private Optional<NameAnswer> endpointName(VpcEndpoint endpoint, String name) {
    EndpointServices.Service service =
        EndpointServices.find(place.region(), endpoint.serviceName(), endpoint.type())
            .orElseThrow();
    String full = name + "." + SERVICES;
    boolean privately =
        endpoint.privateNames() && vpc.dnsHostnames() && service.isPrivateName(full);
    List<Ipv4Address> addresses = new ArrayList<>();
    for (String id : endpoint.interfaces()) {
      NetworkInterface end = NetworkTables.INTERFACES.find(snapshot, place, id);
      if (end != null
          && (privately
              || service.isUnder(full, EndpointServices.ownName(endpoint, service, ""))
              || service.isUnder(
                  full, EndpointServices.ownName(endpoint, service, "-" + end.zone())))) {
        addresses.add(Ipv4Address.of(end.primaryAddress()));
      }
    }
    boolean own = service.isUnder(full, EndpointServices.ownName(endpoint, service, ""));
    return privately || own || !addresses.isEmpty()
        ? Optional.of(NameAnswer.of(SERVICES, addresses))
        : Optional.empty();
  }
}
