package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2InstanceConnectRoom;
import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2instanceconnect.Ec2InstanceConnectClient;

/** Keys of the moment, which an instance's sshd finds in its metadata. */
@CloudjarTest(
    rooms = {Ec2Room.class, Ec2InstanceConnectRoom.class},
    shared = false)
@Execution(ExecutionMode.SAME_THREAD) // one clock, which some tests move
class InstanceConnectTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS";
  private static final String OTHER_KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAT";

  private final Ec2Client ec2;
  private final Ec2InstanceConnectClient connect;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  InstanceConnectTest(Ec2Client ec2, Ec2InstanceConnectClient connect, TestCloud cloud) {
    this.ec2 = ec2;
    this.connect = connect;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  @Test
  void a_key_can_be_used_for_a_minute_by_the_user_it_is_for() {
    String id =
        instances.run(
            InstanceShell.SERVER,
            it -> it.metadataOptions(options -> options.httpTokens("required")));
    var shell = new InstanceShell(cloud, instances.describe(id));
    assertThat(keys(shell, "admin")).isEmpty();
    assertThat(send(id, "admin", KEY + " me@home")).isTrue();
    assertThat(send(id, "admin", OTHER_KEY)).isTrue();
    assertThat(keys(shell, "admin")).isEqualTo(KEY + "\n" + OTHER_KEY);
    assertThat(keys(shell, "root")).isEmpty();
    cloud.clock().advance(Duration.ofSeconds(59));
    assertThat(keys(shell, "admin")).contains(KEY);
    cloud.clock().advance(Duration.ofSeconds(1));
    assertThat(keys(shell, "admin")).isEmpty();
  }

  @Test
  void a_key_is_sent_to_an_instance_that_runs_and_is_a_key() {
    String id = instances.run("", it -> {});
    refused(() -> send("i-0123456789abcdef0", "admin", KEY))
        .withCode("EC2InstanceNotFoundException")
        .withStatus(400);
    refused(
            () ->
                connect.sendSSHPublicKey(
                    it ->
                        it.instanceId(id)
                            .instanceOSUser("admin")
                            .sshPublicKey(KEY)
                            .availabilityZone("us-east-1f")))
        .withCode("EC2InstanceNotFoundException");
    refused(() -> send(id, "admin", KEY.replace("AAAAC3Nz", "AAAAAAAA")))
        .withCode("InvalidArgsException");
    ec2.stopInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    refused(() -> send(id, "admin", KEY)).withCode("EC2InstanceStateInvalidException");
    refused(() -> connect.sendSerialConsoleSSHPublicKey(it -> it.instanceId(id).sshPublicKey(KEY)))
        .withStatus(501);
  }

  private boolean send(String id, String user, String key) {
    return connect
        .sendSSHPublicKey(it -> it.instanceId(id).instanceOSUser(user).sshPublicKey(key))
        .success();
  }

  /** What sshd is told when a user asks to log in. */
  private static String keys(InstanceShell shell, String user) {
    return shell.run("runuser -u nobody -- /usr/lib/instance-connect/authorized-keys " + user);
  }
}
