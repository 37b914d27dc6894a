package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloudjar.fabric.MachineRoom;
import dev.cloudjar.fabric.machine.MachineRooms;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2instanceconnect.Ec2InstanceConnectClient;

/** Instances for users who aren't root, and where the kernel keeps nothing apart. */
@DisabledOnOs(OS.WINDOWS)
final class TierStoriesTest {
  /** Somebody who has subordinate users and no other rights; tests run as root. */
  private static final String PUBLIC_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS";

  private static final String USER = "cloudjar-tester";

  private static final int FIRST_OF_ROOT = 0x7000_0000;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path folder;
  private Map<Long, Integer> before = Map.of();

  /** Whose the processes of machines are; nobody's where there are none. */
  private int machinesOf = -1;

  @BeforeEach
  void letOthersIn() throws IOException {
    before = owners();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Ends what a story that fails leaves, and removes links, of which JUnit would tell each. */
  @AfterEach
  void leaveNothing() throws IOException, InterruptedException {
    Path machines = folder.resolve("data/machine-room/machines");
    if (Files.isDirectory(machines)) {
      try (DirectoryStream<Path> left = Files.newDirectoryStream(machines, "*/process")) {
        for (Path machine : left) {
          String process = Files.readString(machine).split("\\s", 2)[0];
          if (!process.isEmpty()) {
            ProcessHandle.of(Long.parseLong(process)).ifPresent(ProcessHandle::destroyForcibly);
          }
        }
      }
    }
    for (long process : begun(machinesOf)) {
      ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
    }
    Program.run(folder, Map.of(), List.of("rm", "-rf", ".cache", "data")).successful();
  }

  @Test
  void aUserHasInstancesWithoutBeingRoot() throws IOException, InterruptedException {
    int firstOfUser = subordinates();
    machinesOf = firstOfUser;
    List<String> launcher = asUser();
    images(firstOfUser);
    Program.Outcome doctor = Program.run(folder, Map.of(), with(launcher, "doctor"));
    assertThat(doctor.successful())
        .containsPattern("rootless +networks")
        .containsPattern("rootless +machines")
        .containsPattern("rootless +images")
        .containsPattern("processes +disks .* run Cloudjar as root");

    int port = CloudProcess.freePort();
    String web;
    try (CloudProcess cloud = CloudProcess.start(folder, port, Map.of(), launcher);
        Ec2Client ec2 = client(cloud)) {
      web = launch(ec2, group(ec2, "web", 80), serving());
      Instance server = describe(ec2, web);
      String client = launch(ec2, group(ec2, "client", 22), asking(server.privateIpAddress()));
      assertThat(console(ec2, client, "asked"))
          .contains("80: served by root")
          .contains("81: blocked");
      assertThat(console(ec2, web, "served"))
          .containsPattern("map: 0 1 65535")
          .contains("settings: kept")
          .contains("log: kept");
      assertThat(begun(firstOfUser)).as("nobody is the user or root").isNotEmpty();
      assertThat(Program.run(folder, Map.of(), with(launcher, within(server))).successful())
          .contains("served by root");
      String zone = server.placement().availabilityZone();
      String volume = ec2.createVolume(v -> v.availabilityZone(zone).size(1)).volumeId();
      assertThatThrownBy(
              () -> ec2.attachVolume(a -> a.instanceId(web).volumeId(volume).device("/dev/sdf")))
          .isInstanceOfSatisfying(
              Ec2Exception.class,
              e -> {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnsupportedOperation");
                assertThat(e.getMessage()).contains("run Cloudjar as root");
              });
      ec2.terminateInstances(t -> t.instanceIds(client));
      cloud.kill();
    }
    try (CloudProcess cloud = CloudProcess.start(folder, port, Map.of(), launcher);
        Ec2Client ec2 = client(cloud)) {
      Instance found = describe(ec2, web);
      assertThat(found.state().nameAsString()).as("after a kill").isEqualTo("running");
      assertThat(Program.run(folder, Map.of(), with(launcher, within(found))).successful())
          .contains("served by root");
      reset(cloud);
    }
    assertThat(begun(firstOfUser)).as("what still runs").isEmpty();
  }

  @Test
  void withoutTheKernelInstancesAreProcessesThatSaySo() throws IOException, InterruptedException {
    var environment = Map.of("CLOUDJAR_MACHINES", "processes");
    List<String> launcher = List.of(Repository.root().resolve("cloudjar").toString());
    CloudProcess.prepare(folder);
    assertThat(Program.run(folder, environment, with(launcher, "doctor")).successful())
        .containsPattern("processes +machines .*aren't reached by addresses of their own");
    try (CloudProcess cloud =
            CloudProcess.start(folder, CloudProcess.freePort(), environment, launcher);
        Ec2Client ec2 = client(cloud)) {
      String id =
          launch(
              ec2,
              group(ec2, "web", 80),
              "#!/bin/sh\necho \"user $(id -u)\"; pwd; echo \"$HOME\"; echo finished\n");
      assertThat(console(ec2, id, "finished"))
          .contains("This instance is a process of this machine, which nothing keeps apart.")
          .contains("security groups hold nothing up")
          .doesNotContain("user 0\n");
      try (Ec2InstanceConnectClient connect = connect(cloud)) {
        assertThatThrownBy(
                () ->
                    connect.sendSSHPublicKey(
                        k -> k.instanceId(id).instanceOSUser("admin").sshPublicKey(PUBLIC_KEY)))
            .hasMessageContaining("no ssh");
      }
      ec2.terminateInstances(t -> t.instanceIds(id));
      reset(cloud);
    }
  }

  @Test
  void whereNoMachinesAreWantedALaunchSaysWhy() throws IOException, InterruptedException {
    CloudProcess.prepare(folder);
    try (CloudProcess cloud =
            CloudProcess.start(
                folder,
                CloudProcess.freePort(),
                Map.of("CLOUDJAR_MACHINES", "none"),
                List.of(Repository.root().resolve("cloudjar").toString()));
        Ec2Client ec2 = client(cloud)) {
      String id = launch(ec2, group(ec2, "web", 80), "#!/bin/sh\n");
      Instance instance = describe(ec2, id);
      for (long end = deadline(); instance.stateReason() == null && System.nanoTime() < end; ) {
        instance = describe(ec2, id);
      }
      assertThat(instance.stateReason().message()).contains("CLOUDJAR_MACHINES=none");
    }
  }

  /** The first subordinate of the user that there is for this; the test is skipped without. */
  private int subordinates() throws IOException, InterruptedException {
    boolean root = Files.getAttribute(folder, "unix:uid").equals(0);
    int first = -1;
    if (root && Files.exists(Path.of("/etc/subuid"))) {
      for (String line : Files.readAllLines(Path.of("/etc/subuid"))) {
        String[] words = line.split(":", -1);
        if (words.length == 3 && words[0].equals(USER)) {
          first = Integer.parseInt(words[1]);
        }
      }
    }
    if (first < 0) {
      System.err.println(
          "SKIPPED: there is no user "
              + USER
              + " with subordinate users, or the test isn't run by root, so instances for users"
              + " who aren't root are not proven.");
    }
    Assumptions.assumeTrue(first >= 0, "needs root, and a user with subordinate users");
    Program.needs(
        folder,
        "what users who aren't root can do",
        with(runAs(), "unshare", "--user", "--map-root-user", "--map-auto", "--mount", "true")
            .toArray(String[]::new));
    return first;
  }

  private List<String> runAs() {
    return List.of(
        "setpriv",
        "--reuid=" + USER,
        "--regid=" + USER,
        "--init-groups",
        "env",
        "-i",
        "PATH=/usr/bin:/bin",
        "JAVA_HOME=" + System.getProperty("java.home"),
        "HOME=" + folder);
  }

  private static List<String> with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  /** The launcher, run by the user, from a place where users get to. */
  private List<String> asUser() throws IOException, InterruptedException {
    CloudProcess.prepare(folder);
    Path copy = folder.resolve("copy");
    Files.createDirectories(copy.resolve("app/target"));
    Files.createDirectories(copy.resolve(".mvn"));
    for (String file :
        List.of(
            "cloudjar",
            ".mvn/find-java.sh",
            ".mvn/rootless.sh",
            "app/target/cloudjar.jar",
            "app/target/cloudjar.aot")) {
      Path from = Repository.root().resolve(file);
      if (Files.exists(from)) {
        Files.copy(from, copy.resolve(file), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    for (String own : List.of("data", "home", ".cache")) {
      Program.run(folder, Map.of(), List.of("install", "-d", "-o", USER, own)).successful();
    }
    return with(runAs(), "CLOUDJAR_HOME=" + folder.resolve("home"), copy.resolve("cloudjar") + "");
  }

  /** Gives the user root's image, with its files belonging to the same users inside. */
  private void images(int firstOfUser) throws IOException, InterruptedException {
    Path ofRoot = MachineRooms.imagesOfThisUser();
    try (MachineRoom room = MachineRooms.open(folder.resolve("room"))) {
      room.images().prepare("debian-12", System.out::println);
      room.clear();
    }
    Path image = folder.resolve(".cache/cloudjar/images/debian-12");
    Program.run(
            folder,
            Map.of(),
            List.of("install", "-d", "-o", USER, ".cache/cloudjar", ".cache/cloudjar/images"))
        .successful();
    Program.run(
            folder,
            Map.of(),
            List.of("cp", "-a", "--reflink=auto", ofRoot.resolve("debian-12") + "", image + ""))
        .successful();
    try (Stream<Path> files = Files.walk(image)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        move(file, firstOfUser);
      }
    }
  }

  private static void move(Path file, int firstOfUser) throws IOException {
    var owners = Files.readAttributes(file, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
    for (String owner : List.of("uid", "gid")) {
      int number = (int) owners.get(owner);
      if (number >= FIRST_OF_ROOT) {
        Files.setAttribute(
            file, "unix:" + owner, number - FIRST_OF_ROOT + firstOfUser, LinkOption.NOFOLLOW_LINKS);
      }
    }
    if (!Files.isSymbolicLink(file)) {
      Files.setAttribute(file, "unix:mode", (int) owners.get("mode") & 07777);
    }
  }

  private static Ec2Client client(CloudProcess cloud) {
    return at(cloud, Ec2Client.builder());
  }

  private static Ec2InstanceConnectClient connect(CloudProcess cloud) {
    return at(cloud, Ec2InstanceConnectClient.builder());
  }

  private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C at(
      CloudProcess cloud, B builder) {
    return builder
        .endpointOverride(cloud.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static String group(Ec2Client ec2, String name, int port) {
    String vpc = ec2.describeVpcs().vpcs().getFirst().vpcId();
    String id =
        ec2.createSecurityGroup(g -> g.groupName(name).description(name).vpcId(vpc)).groupId();
    ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(id)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(port)
                        .toPort(port)
                        .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                        .build()));
    return id;
  }

  private static String launch(Ec2Client ec2, String group, String userData) {
    String image = ec2.describeImages(d -> d.owners("136693071363")).images().getFirst().imageId();
    byte[] bytes = userData.getBytes(StandardCharsets.UTF_8);
    return ec2.runInstances(
            r ->
                r.imageId(image)
                    .instanceType("t3.micro")
                    .minCount(1)
                    .maxCount(1)
                    .securityGroupIds(group)
                    .userData(Base64.getEncoder().encodeToString(bytes)))
        .instances()
        .getFirst()
        .instanceId();
  }

  private static Instance describe(Ec2Client ec2, String id) {
    return ec2.describeInstances(d -> d.instanceIds(id))
        .reservations()
        .getFirst()
        .instances()
        .getFirst();
  }

  private static String serving() {
    return """
        #!/bin/sh
        mkdir /srv/web
        cd /srv/web
        echo "served by $(id -un)" > index.html
        for port in 80 81; do setsid python3 -m http.server $port >/dev/null 2>&1 & done
        echo map: $(cat /proc/self/uid_map)
        (echo 1 > /proc/sys/kernel/panic) 2>/dev/null && echo 'settings: changed' || echo 'settings: kept'
        dmesg >/dev/null 2>&1 && echo 'log: read' || echo 'log: kept'
        echo served
        """;
  }

  private static String asking(String address) {
    return """
        #!/bin/sh
        for attempt in 1 2 3 4 5 6 7 8 9 10; do
          page=$(curl -s -m 2 http://%1$s/) && break
          sleep 0.5
        done
        echo "80: $page"
        curl -s -m 1 http://%1$s:81/ || echo '81: blocked'
        echo asked
        """
        .formatted(address);
  }

  private static String[] within(Instance instance) {
    return new String[] {
      "within", "curl", "-s", "-m", "5", "http://" + instance.publicIpAddress() + "/"
    };
  }

  private static long deadline() {
    return System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000;
  }

  private static String console(Ec2Client ec2, String id, String until) {
    String text = "";
    for (long end = deadline(); System.nanoTime() < end; ) {
      String output = ec2.getConsoleOutput(c -> c.instanceId(id).latest(true)).output();
      text = new String(Base64.getMimeDecoder().decode(output), StandardCharsets.UTF_8);
      if (text.lines().anyMatch(until::equals)) {
        return text;
      }
    }
    throw new AssertionError("no '%s' on the console:%n%s".formatted(until, text));
  }

  /** The processes of a user that weren't there before the story. */
  private List<Long> begun(int user) throws IOException {
    var begun = new ArrayList<Long>();
    owners()
        .forEach(
            (process, owner) -> {
              if (owner == user && !before.containsKey(process)) {
                begun.add(process);
              }
            });
    return begun;
  }

  /** Who runs each process. */
  private static Map<Long, Integer> owners() throws IOException {
    var owners = new HashMap<Long, Integer>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : (Iterable<Path>) processes::iterator) {
        String name = process.getFileName().toString();
        if (name.matches("\\d+")) {
          try {
            owners.put(Long.parseLong(name), (int) Files.getAttribute(process, "unix:uid"));
          } catch (NoSuchFileException e) {
            // It has ended meanwhile.
          }
        }
      }
    }
    return owners;
  }

  private static void reset(CloudProcess cloud) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(cloud.endpoint().resolve("/_cloudjar/reset"))
              .header("X-Cloudjar", "reset")
              .POST(HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.discarding());
    }
  }
}
