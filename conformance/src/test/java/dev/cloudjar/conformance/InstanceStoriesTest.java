package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.fabric.Tier;
import dev.cloudjar.fabric.machine.MachineRooms;
import dev.cloudjar.junit.Behaviour;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Instances by the clients that people use, judged by curl, ssh and ping. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT) // Terraform mostly waits, by its provider's own timers
final class InstanceStoriesTest {
  /** How long a judge waits for what it judges to come up or to go. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Path folder;
  private CloudProcess cloud;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        MachineRooms.capabilities(temporary).stream()
            .anyMatch(it -> it.name().equals("machines") && it.tier() == Tier.KERNEL),
        "SKIPPED: the stories of instances need root and a kernel with namespaces");
    folder = temporary;
    cloud = CloudProcess.start(folder);
  }

  @AfterAll
  void stop() throws IOException, InterruptedException {
    if (cloud != null) {
      // Machines outlive their cloud; nothing of a test does.
      try (HttpClient client = HttpClient.newHttpClient()) {
        client.send(
            HttpRequest.newBuilder(cloud.endpoint().resolve("/_cloudjar/reset"))
                .header("X-Cloudjar", "reset")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding());
      }
      cloud.close();
    }
  }

  @Behaviour({"ARCH-01", "ARCH-02"})
  @Test
  void theAwsCliWithSshAndCurl() throws IOException, InterruptedException {
    Program.needs(folder, "the story of instances by the AWS CLI", "aws", "--version");
    Program.needs(folder, "the story of instances by the AWS CLI", "curl", "--version");
    Program.needs(folder, "the story of instances by the AWS CLI", "ssh", "-V");
    Path key = keyPair();
    String group = openGroup("open");
    List<String> withKey = List.of("--key-name", "story");
    String first = run("first", group, withKey);
    String second = run("second", group, withKey);

    String address = ask("PublicIpAddress", first);
    assertThat(page(address, "first")).isEqualTo("first");
    assertThat(page(ask("PublicIpAddress", second), "second")).isEqualTo("second");
    assertThat(ssh(key, address, "id -un; sudo id -u")).isEqualTo("admin\n0");
    String neighbour = ask("PrivateIpAddress", second);
    assertThat(ssh(key, address, "ping -c 1 -W 2 " + neighbour + " >/dev/null && echo reached"))
        .as("a private address is reached in its VPC")
        .isEqualTo("reached");
    ssh(key, address, "sudo sh -c 'echo kept > /root/note; sync'");

    stopAndStart(first);
    String another = ask("PublicIpAddress", first);
    assertThat(another).isNotEqualTo(address);
    assertThat(page(another, "first")).isEqualTo("first");
    assertThat(reachable(address)).as("its former address").isFalse();
    assertThat(ssh(key, another, "sudo cat /root/note")).isEqualTo("kept");

    String allocation = ec2("AllocationId", "allocate-address");
    String stable =
        ec2("Addresses[0].PublicIp", "describe-addresses", "--allocation-ids", allocation);
    associate(allocation, first);
    assertThat(page(stable, "first")).isEqualTo("first");
    stopAndStart(first);
    assertThat(ask("PublicIpAddress", first)).isEqualTo(stable);
    assertThat(page(stable, "first")).isEqualTo("first");
    associate(allocation, second);
    assertThat(page(stable, "second")).isEqualTo("second");

    ec2("@", "terminate-instances", "--instance-ids", first, second);
    ec2("@", "wait", "instance-terminated", "--instance-ids", first, second);
    assertThat(reachable(stable)).isFalse();
  }

  @Test
  void theAwsCliWithKeysOfTheMoment() throws IOException, InterruptedException {
    Program.needs(folder, "the story of keys of the moment", "aws", "--version");
    Program.needs(folder, "the story of keys of the moment", "ssh", "-V");
    String group = openGroup("moment");
    String instance = run("moment", group, List.of());
    String address = ask("PublicIpAddress", instance);
    assertThat(page(address, "moment")).isEqualTo("moment");
    Path key = folder.resolve("moment.key");
    Program.run(
            folder,
            Map.of(),
            List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()))
        .successful();
    assertThat(login(key, address, "admin", "id -un").exitCode()).isEqualTo(255);
    assertThat(
            aws(
                "Success",
                "ec2-instance-connect",
                "send-ssh-public-key",
                "--instance-id",
                instance,
                "--instance-os-user",
                "admin",
                "--ssh-public-key",
                "file://" + key + ".pub"))
        .isEqualTo("True");
    assertThat(ssh(key, address, "id -un")).isEqualTo("admin");
    assertThat(login(key, address, "root", "id -un").exitCode()).isEqualTo(255);
    ec2("@", "terminate-instances", "--instance-ids", instance);
  }

  @Test
  void theAwsCliWithBlocksOfSnapshots() throws IOException, InterruptedException {
    Program.needs(folder, "the story of blocks by the AWS CLI", "aws", "--version");
    byte[] block = new byte[512 * 1024];
    new Random(1).nextBytes(block);
    Path file = Files.write(folder.resolve("block"), block);
    String checksum = checksum(block);
    String snapshot = aws("SnapshotId", "ebs", "start-snapshot", "--volume-size", "1");
    aws(
        "@",
        "ebs",
        "put-snapshot-block",
        "--snapshot-id",
        snapshot,
        "--block-index",
        "7",
        "--data-length",
        "524288",
        "--checksum",
        checksum,
        "--checksum-algorithm",
        "SHA256",
        "--block-data",
        file.toString());
    aws("@", "ebs", "complete-snapshot", "--snapshot-id", snapshot, "--changed-blocks-count", "1");
    ec2("@", "wait", "snapshot-completed", "--snapshot-ids", snapshot);
    String token =
        aws("Blocks[0].BlockToken", "ebs", "list-snapshot-blocks", "--snapshot-id", snapshot);
    Path got = folder.resolve("got");
    assertThat(
            aws(
                "Checksum",
                "ebs",
                "get-snapshot-block",
                "--snapshot-id",
                snapshot,
                "--block-index",
                "7",
                "--block-token",
                token,
                got.toString()))
        .isEqualTo(checksum);
    assertThat(got).hasBinaryContent(block);
  }

  private static String checksum(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void terraform() throws IOException, InterruptedException {
    new Terraform(folder, "instances", cloud.endpoint()).tellStory();
  }

  /** An instance whose web server says its name. */
  private String run(String name, String group, List<String> more)
      throws IOException, InterruptedException {
    Path script = folder.resolve(name + ".sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        mkdir -p /srv/web
        echo %s > /srv/web/index.html
        cat > /etc/rc.local <<'END'
        #!/bin/sh
        cd /srv/web && exec setsid python3 -m http.server 80 >/dev/null 2>&1 &
        END
        chmod +x /etc/rc.local
        /etc/rc.local
        """
            .formatted(name));
    var command =
        new ArrayList<>(
            List.of(
                "run-instances",
                "--image-id",
                ec2("Images[0].ImageId", "describe-images", "--owners", "136693071363"),
                "--instance-type",
                "t3.micro",
                "--security-group-ids",
                group,
                "--user-data",
                "file://" + script));
    command.addAll(more);
    String id = ec2("Instances[0].InstanceId", command.toArray(String[]::new));
    ec2("@", "wait", "instance-running", "--instance-ids", id);
    return id;
  }

  private Path keyPair() throws IOException, InterruptedException {
    String material = ec2("KeyMaterial", "create-key-pair", "--key-name", "story");
    Path key =
        Files.createFile(
            folder.resolve("story.pem"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(key, material + "\n");
  }

  private String openGroup(String name) throws IOException, InterruptedException {
    String group =
        ec2("GroupId", "create-security-group", "--group-name", name, "--description", "open");
    for (String port : List.of("22", "80")) {
      ec2(
          "@",
          "authorize-security-group-ingress",
          "--group-id",
          group,
          "--protocol",
          "tcp",
          "--port",
          port,
          "--cidr",
          "0.0.0.0/0");
    }
    ec2(
        "@",
        "authorize-security-group-ingress",
        "--group-id",
        group,
        "--protocol",
        "-1",
        "--source-group",
        group);
    return group;
  }

  private void stopAndStart(String instance) throws IOException, InterruptedException {
    ec2("@", "stop-instances", "--instance-ids", instance);
    ec2("@", "wait", "instance-stopped", "--instance-ids", instance);
    ec2("@", "start-instances", "--instance-ids", instance);
    ec2("@", "wait", "instance-running", "--instance-ids", instance);
  }

  private void associate(String allocation, String instance)
      throws IOException, InterruptedException {
    ec2("@", "associate-address", "--allocation-id", allocation, "--instance-id", instance);
  }

  private String ask(String member, String instance) throws IOException, InterruptedException {
    return ec2(
        "Reservations[0].Instances[0]." + member, "describe-instances", "--instance-ids", instance);
  }

  /** What an address serves, as soon as it is what is expected. */
  private String page(String address, String expected) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String page;
    do {
      page = curl(address).output().strip();
    } while (!page.equals(expected) && System.nanoTime() < deadline);
    return page;
  }

  private boolean reachable(String address) throws IOException, InterruptedException {
    return curl(address).exitCode() == 0;
  }

  private Program.Outcome curl(String address) throws IOException, InterruptedException {
    return Program.run(
        folder,
        Map.of(),
        List.of("curl", "--silent", "--max-time", "2", "--noproxy", "*", "http://" + address));
  }

  private String ssh(Path key, String address, String command)
      throws IOException, InterruptedException {
    return login(key, address, "admin", command).successful().strip();
  }

  private Program.Outcome login(Path key, String address, String user, String command)
      throws IOException, InterruptedException {
    return Program.run(
        folder,
        Map.of(),
        List.of(
            "ssh",
            "-q",
            "-i",
            key.toString(),
            "-o",
            "BatchMode=yes",
            "-o",
            "ConnectionAttempts=10",
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            user + "@" + address,
            command));
  }

  /** What a command of EC2 answers to a query. */
  private String ec2(String query, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("ec2"));
    command.addAll(List.of(arguments));
    return aws(query, command.toArray(String[]::new));
  }

  /** What a command answers to a query. */
  private String aws(String query, String... arguments) throws IOException, InterruptedException {
    URI endpoint = cloud.endpoint();
    var command = new ArrayList<>(List.of("aws", "--endpoint-url", endpoint.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--query", query, "--output", "text"));
    return Program.run(folder, Program.environment(endpoint), command).successful().strip();
  }
}
