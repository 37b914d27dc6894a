package dev.cloudjar.ec2.metadata;

import dev.cloudjar.ec2.metadata.InstanceMetadata.Interface;
import dev.cloudjar.ec2.metadata.MetadataResponder.RoleCredentials;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tree of what an instance can read, leaf by leaf.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html">
 *     Instance metadata categories</a>
 */
final class MetadataTree {
  /** The versions that AWS lists; all tell the same here. */
  private static final List<String> VERSIONS =
      List.of(
          "1.0",
          "2007-01-19",
          "2007-03-01",
          "2007-08-29",
          "2007-10-10",
          "2007-12-15",
          "2008-02-01",
          "2008-09-01",
          "2009-04-04",
          "2011-01-01",
          "2011-05-01",
          "2012-01-12",
          "2014-02-25",
          "2014-11-05",
          "2015-10-20",
          "2016-04-19",
          "2016-06-30",
          "2016-09-02",
          "2018-03-28",
          "2018-08-17",
          "2018-09-24",
          "2019-10-01",
          "2020-10-27",
          "2021-01-03",
          "2021-03-23",
          "2021-07-15",
          "2022-09-24",
          "latest");

  private final InstanceMetadata instance;
  private final RoleCredentials credentials;

  MetadataTree(InstanceMetadata instance, RoleCredentials credentials) {
    this.instance = instance;
    this.credentials = credentials;
  }

  /** What is at a path; empty for nothing. */
  Optional<String> read(String path) {
    String[] parts = path.split("/", 3);
    if (path.equals("/")) {
      return Optional.of(String.join("\n", VERSIONS));
    }
    if (parts.length < 2 || !VERSIONS.contains(parts[1])) {
      return Optional.empty();
    }
    String below = parts.length == 3 ? parts[2].replaceAll("/$", "") : "";
    if (instance.profile().isPresent()
        && below.equals(
            "meta-data/iam/security-credentials/" + instance.profile().orElseThrow().roleName())) {
      return credentials.of(instance);
    }
    SortedMap<String, String> leaves = leaves();
    String leaf = leaves.get(below);
    return leaf != null ? Optional.of(leaf) : list(leaves, below);
  }

  /** The names below a path, with a slash behind those that have others below them. */
  private static Optional<String> list(SortedMap<String, String> leaves, String path) {
    String prefix = path.isEmpty() ? "" : path + "/";
    TreeSet<String> names = new TreeSet<>();
    for (String leaf : leaves.tailMap(prefix).keySet()) {
      if (!leaf.startsWith(prefix)) {
        break;
      }
      String name = leaf.substring(prefix.length());
      int slash = name.indexOf('/');
      names.add(slash < 0 ? name : name.substring(0, slash + 1));
    }
    if (path.endsWith("public-keys")) {
      names.clear();
      leaves.keySet().stream()
          .filter(it -> it.startsWith(prefix))
          .forEach(it -> names.add("0=" + leaves.get(NAME_OF_KEY)));
    }
    if (path.isEmpty()) {
      names.removeIf(it -> !it.matches("dynamic/|meta-data/|user-data"));
      return Optional.of(String.join("\n", names).replace("/", ""));
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", names));
  }

  /** Where the key's name stands, which no path can ask for. */
  private static final String NAME_OF_KEY = " key";

  private SortedMap<String, String> leaves() {
    SortedMap<String, String> all = new TreeMap<>();
    own(all);
    addresses(all);
    instance.interfaces().forEach(it -> network(all, it));
    profile(all);
    instance.userData().ifPresent(text -> all.put("user-data", text));
    instance
        .key()
        .ifPresent(
            key -> {
              all.put(NAME_OF_KEY, key.name());
              all.put("meta-data/public-keys/0/openssh-key", key.openSsh());
            });
    instance
        .tags()
        .ifPresent(
            tags -> tags.forEach((key, value) -> all.put("meta-data/tags/instance/" + key, value)));
    instance
        .activeKeys()
        .forEach(
            (user, keys) ->
                all.put("meta-data/managed-ssh-keys/active-keys/" + user, String.join("\n", keys)));
    instance
        .interruption()
        .ifPresent(
            it -> {
              all.put(
                  "meta-data/spot/instance-action",
                  "{\"action\": \"%s\", \"time\": \"%s\"}".formatted(it.action(), time(it.time())));
              if (it.action().equals("terminate")) {
                all.put("meta-data/spot/termination-time", time(it.time()));
              }
            });
    return all;
  }

  private void own(SortedMap<String, String> all) {
    all.put("dynamic/instance-identity/document", identity());
    put(all, "ami-id", instance.imageId());
    put(all, "ami-launch-index", Integer.toString(instance.launchIndex()));
    put(all, "ami-manifest-path", "(unknown)");
    put(all, "instance-action", "none");
    put(all, "instance-id", instance.instanceId());
    put(all, "instance-life-cycle", instance.lifeCycle());
    put(all, "instance-type", instance.instanceType());
    put(all, "reservation-id", instance.reservationId());
    put(all, "profile", "default-hvm");
    put(all, "placement/availability-zone", instance.zone());
    put(all, "placement/availability-zone-id", instance.zoneId());
    put(all, "placement/region", instance.region());
    put(all, "events/maintenance/history", "[]");
    put(all, "events/maintenance/scheduled", "[]");
    put(all, "services/domain", "amazonaws.com");
    put(all, "services/partition", "aws");
    instance
        .blockDevices()
        .forEach((name, device) -> put(all, "block-device-mapping/" + name, device));
  }

  private void addresses(SortedMap<String, String> all) {
    put(all, "hostname", instance.localHostName());
    put(all, "local-hostname", instance.localHostName());
    put(all, "local-ipv4", instance.localAddress());
    instance.publicHostName().ifPresent(it -> put(all, "public-hostname", it));
    instance.publicAddress().ifPresent(it -> put(all, "public-ipv4", it));
    if (!instance.interfaces().isEmpty()) {
      Interface first = instance.interfaces().getFirst();
      put(all, "mac", first.mac());
      put(all, "security-groups", String.join("\n", first.securityGroups()));
    }
  }

  private void network(SortedMap<String, String> all, Interface it) {
    Map<String, String> values = new TreeMap<>();
    values.put("device-number", Integer.toString(it.deviceNumber()));
    values.put("interface-id", it.id());
    values.put("local-hostname", it.localHostName());
    values.put("local-ipv4s", String.join("\n", it.addresses()));
    values.put("mac", it.mac());
    values.put("owner-id", instance.accountId());
    values.put("security-groups", String.join("\n", it.securityGroups()));
    values.put("security-group-ids", String.join("\n", it.securityGroupIds()));
    values.put("subnet-id", it.subnetId());
    values.put("subnet-ipv4-cidr-block", it.subnetBlock());
    values.put("vpc-id", it.vpcId());
    values.put("vpc-ipv4-cidr-block", it.vpcBlocks().isEmpty() ? "" : it.vpcBlocks().getFirst());
    values.put("vpc-ipv4-cidr-blocks", String.join("\n", it.vpcBlocks()));
    it.publicHostName().ifPresent(name -> values.put("public-hostname", name));
    it.publicAddress()
        .ifPresent(
            address -> {
              values.put("public-ipv4s", address);
              values.put("ipv4-associations/" + address, it.addresses().getFirst());
            });
    values.values().removeIf(String::isEmpty);
    values.forEach(
        (name, value) -> put(all, "network/interfaces/macs/" + it.mac() + "/" + name, value));
  }

  private void profile(SortedMap<String, String> all) {
    instance
        .profile()
        .ifPresent(
            it -> {
              put(
                  all,
                  "iam/info",
                  """
                  {
                    "Code" : "Success",
                    "LastUpdated" : "%s",
                    "InstanceProfileArn" : "%s",
                    "InstanceProfileId" : "%s"
                  }\
                  """
                      .formatted(time(it.updated()), it.arn(), it.id()));
              // Only so that it is listed: its content is asked for when somebody reads it.
              put(all, "iam/security-credentials/" + it.roleName(), "");
            });
  }

  private String identity() {
    List<String> lines = new ArrayList<>();
    lines.add(member("accountId", instance.accountId()));
    lines.add(member("architecture", instance.architecture()));
    lines.add(member("availabilityZone", instance.zone()));
    lines.add("  \"billingProducts\" : null");
    lines.add("  \"devpayProductCodes\" : null");
    lines.add("  \"marketplaceProductCodes\" : null");
    lines.add(member("imageId", instance.imageId()));
    lines.add(member("instanceId", instance.instanceId()));
    lines.add(member("instanceType", instance.instanceType()));
    lines.add("  \"kernelId\" : null");
    lines.add(member("pendingTime", time(instance.launched())));
    lines.add(member("privateIp", instance.localAddress()));
    lines.add("  \"ramdiskId\" : null");
    lines.add(member("region", instance.region()));
    lines.add(member("version", "2017-09-30"));
    return "{\n" + String.join(",\n", lines) + "\n}";
  }

  private static String member(String name, String value) {
    return "  \"%s\" : \"%s\"".formatted(name, value);
  }

  private static void put(SortedMap<String, String> all, String name, String value) {
    all.put("meta-data/" + name, value);
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
