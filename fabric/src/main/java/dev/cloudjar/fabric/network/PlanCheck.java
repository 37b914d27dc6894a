package dev.cloudjar.fabric.network;

import dev.cloudjar.fabric.Ipv4Address;
import dev.cloudjar.fabric.Ipv4Block;
import dev.cloudjar.fabric.NetworkPlan;
import dev.cloudjar.fabric.NetworkPlan.AccessList;
import dev.cloudjar.fabric.NetworkPlan.AccessRule;
import dev.cloudjar.fabric.NetworkPlan.Interface;
import dev.cloudjar.fabric.NetworkPlan.PublicAddress;
import dev.cloudjar.fabric.NetworkPlan.RouteTable;
import dev.cloudjar.fabric.NetworkPlan.SecurityGroup;
import dev.cloudjar.fabric.NetworkPlan.SecurityRule;
import dev.cloudjar.fabric.NetworkPlan.Subnet;
import dev.cloudjar.fabric.NetworkPlan.Traffic;
import dev.cloudjar.fabric.NetworkPlan.Translator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes sure that a plan can be, before anything is done. */
final class PlanCheck {
  private static final int MOST_PORT = 65_535;
  private static final int MOST_BYTE = 255;
  private static final int LARGEST_SUBNET_PREFIX = 30;
  private static final int MOST_POSITION = 99;

  private final NetworkPlan plan;

  private PlanCheck(NetworkPlan plan) {
    this.plan = plan;
  }

  /**
   * Checks names, references and addresses.
   *
   * @throws IllegalArgumentException where something can't be
   */
  static void check(NetworkPlan plan, Ipv4Block publicBlock) {
    var check = new PlanCheck(plan);
    check.names();
    check.subnets();
    check.interfaces();
    check.outside(publicBlock);
    require(
        names(plan.interfaces(), Interface::name).containsAll(plan.counted()),
        "counted is what isn't there: " + plan.counted());
    check.rules();
  }

  /** Makes sure that a name is one, since names become those of files. */
  static String name(String name) {
    require(name.matches("[A-Za-z0-9-]{1,64}"), "no name: " + name);
    return name;
  }

  private void names() {
    name(plan.network());
    distinct(plan.subnets(), Subnet::name);
    distinct(plan.routeTables(), RouteTable::name);
    distinct(plan.accessLists(), AccessList::name);
    distinct(plan.securityGroups(), SecurityGroup::name);
    distinct(plan.interfaces(), Interface::name);
    distinct(plan.translators(), Translator::name);
  }

  private void subnets() {
    require(!plan.blocks().isEmpty(), plan.network() + " has no addresses");
    Set<String> tables = names(plan.routeTables(), RouteTable::name);
    Set<String> lists = names(plan.accessLists(), AccessList::name);
    for (Subnet subnet : plan.subnets()) {
      Ipv4Block block = subnet.block();
      require(block.prefixLength() <= LARGEST_SUBNET_PREFIX, subnet.name() + " is too small");
      require(
          plan.blocks().stream().anyMatch(each -> each.contains(block)),
          subnet.name() + " is not of the network");
      require(tables.contains(subnet.routeTable()), "no route table " + subnet.routeTable());
      require(lists.contains(subnet.accessList()), "no access list " + subnet.accessList());
    }
  }

  private void interfaces() {
    Map<String, Subnet> subnets =
        plan.subnets().stream().collect(Collectors.toMap(Subnet::name, each -> each));
    Set<String> groups = names(plan.securityGroups(), SecurityGroup::name);
    Set<Ipv4Address> own = RouterLayout.own(plan);
    var taken = new HashSet<Ipv4Address>();
    var positions = new HashSet<String>();
    for (Interface end : plan.interfaces()) {
      name(end.host());
      require(
          end.position() >= 0 && end.position() <= MOST_POSITION, end.name() + " has no position");
      require(positions.add(end.host() + "/" + end.position()), end.name() + " is taken");
      Subnet subnet = subnets.get(end.subnet());
      if (subnet == null) {
        throw new IllegalArgumentException("no subnet " + end.subnet());
      }
      require(!end.addresses().isEmpty(), end.name() + " has no address");
      for (Ipv4Address address : end.addresses()) {
        require(subnet.block().contains(address), address + " is not of " + subnet.name());
        require(!own.contains(address), address + " is the router's");
        require(taken.add(address), address + " is taken");
      }
      require(!end.securityGroups().isEmpty(), end.name() + " has no security group");
      end.securityGroups()
          .forEach(group -> require(groups.contains(group), "no security group " + group));
    }
    for (Translator translator : plan.translators()) {
      require(
          names(plan.interfaces(), Interface::name).contains(translator.networkInterface()),
          "no interface " + translator.networkInterface());
    }
  }

  private void outside(Ipv4Block publicBlock) {
    var taken = new HashSet<Ipv4Address>();
    for (PublicAddress address : plan.publicAddresses()) {
      require(publicBlock.contains(address.outside()), address.outside() + " is no public address");
      require(
          taken.add(address.outside()) && taken.add(address.inside()),
          address.outside() + " is taken");
    }
  }

  private void rules() {
    plan.accessLists().stream()
        .flatMap(list -> Stream.concat(list.inbound().stream(), list.outbound().stream()))
        .map(AccessRule::traffic)
        .forEach(PlanCheck::traffic);
    plan.securityGroups().stream()
        .flatMap(group -> Stream.concat(group.inbound().stream(), group.outbound().stream()))
        .map(SecurityRule::traffic)
        .forEach(PlanCheck::traffic);
  }

  private static void traffic(Traffic traffic) {
    int protocol = traffic.protocol();
    require(protocol >= -1 && protocol <= MOST_BYTE, "no protocol " + protocol);
    int from = traffic.from();
    int to = traffic.to();
    boolean possible =
        switch (protocol) {
          case 6, 17 -> from == -1 ? to == -1 : from >= 0 && from <= to && to <= MOST_PORT;
          case 1 -> from >= -1 && from <= MOST_BYTE && to >= -1 && to <= MOST_BYTE;
          default -> true;
        };
    require(possible, "no ports " + from + " to " + to + " of protocol " + protocol);
  }

  private static <T> Set<String> names(List<T> all, Function<T, String> name) {
    return all.stream().map(name).collect(Collectors.toSet());
  }

  private static <T> void distinct(List<T> all, Function<T, String> name) {
    var seen = new HashSet<String>();
    all.forEach(each -> require(seen.add(name(name.apply(each))), "two of " + name.apply(each)));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
