package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;

/** Interfaces that instances are given while they run. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
class InterfaceAttachmentTest {
  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  InterfaceAttachmentTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  private NetworkInterface make(String subnet) {
    return ec2.createNetworkInterface(it -> it.subnetId(subnet)).networkInterface();
  }

  private NetworkInterface described(String id) {
    return ec2.describeNetworkInterfaces(it -> it.networkInterfaceIds(id))
        .networkInterfaces()
        .getFirst();
  }

  @Test
  void an_interface_comes_and_goes_while_its_instance_runs() {
    String id =
        instances.run(
            """
            #!/bin/sh
            base=http://169.254.169.254/latest/meta-data/network/interfaces/macs
            while ! grep -q eth1 /proc/net/dev; do sleep 0.1; done
            echo "it came, of $(curl -s $base/ | wc -w)"
            while grep -q eth1 /proc/net/dev; do sleep 0.1; done
            echo "it went"
            """,
            it -> {});
    Instance running = instances.describe(id);
    NetworkInterface end = make(running.subnetId());
    String attachment =
        ec2.attachNetworkInterface(
                it -> it.instanceId(id).networkInterfaceId(end.networkInterfaceId()).deviceIndex(1))
            .attachmentId();
    assertThat(attachment).startsWith("eni-attach-");
    assertThat(instances.console(id, "it came")).contains("it came, of 2");
    assertThat(instances.describe(id).networkInterfaces())
        .extracting(it -> it.attachment().deviceIndex())
        .containsExactly(0, 1);
    assertThat(described(end.networkInterfaceId()).attachment().deleteOnTermination()).isFalse();
    refuseWhatCannotBe(id, running, end);

    ec2.detachNetworkInterface(it -> it.attachmentId(attachment));
    assertThat(instances.console(id, "it went")).contains("it went");
    assertThat(described(end.networkInterfaceId()).status())
        .isEqualTo(NetworkInterfaceStatus.AVAILABLE);
    refused(() -> ec2.detachNetworkInterface(it -> it.attachmentId(attachment)))
        .withCode("InvalidAttachmentID.NotFound");

    String again =
        ec2.attachNetworkInterface(
                it -> it.instanceId(id).networkInterfaceId(end.networkInterfaceId()).deviceIndex(1))
            .attachmentId();
    ec2.modifyNetworkInterfaceAttribute(
        it ->
            it.networkInterfaceId(end.networkInterfaceId())
                .attachment(a -> a.attachmentId(again).deleteOnTermination(true)));
    ec2.terminateInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    refused(() -> described(end.networkInterfaceId()))
        .withCode("InvalidNetworkInterfaceID.NotFound");
    NetworkInterface late = make(running.subnetId());
    refused(
            () ->
                ec2.attachNetworkInterface(
                    it ->
                        it.instanceId(id)
                            .networkInterfaceId(late.networkInterfaceId())
                            .deviceIndex(1)))
        .withCode("IncorrectState");
    ec2.deleteNetworkInterface(it -> it.networkInterfaceId(late.networkInterfaceId()));
  }

  private void refuseWhatCannotBe(String id, Instance running, NetworkInterface end) {
    String first = running.networkInterfaces().getFirst().attachment().attachmentId();
    refused(() -> ec2.detachNetworkInterface(it -> it.attachmentId(first)))
        .withCode("OperationNotPermitted")
        .saying("The network interface at device index 0 cannot be detached.");
    refused(() -> ec2.deleteNetworkInterface(it -> it.networkInterfaceId(end.networkInterfaceId())))
        .withCode("InvalidParameterValue");
    NetworkInterface third = make(running.subnetId());
    refused(
            () ->
                ec2.attachNetworkInterface(
                    it ->
                        it.instanceId(id)
                            .networkInterfaceId(third.networkInterfaceId())
                            .deviceIndex(1)))
        .withCode("InvalidParameterValue")
        .saying(
            "Instance '%s' already has an interface attached at device index '1'.".formatted(id));
    refused(
            () ->
                ec2.attachNetworkInterface(
                    it ->
                        it.instanceId(id)
                            .networkInterfaceId(third.networkInterfaceId())
                            .deviceIndex(2)))
        .withCode("AttachmentLimitExceeded");
    String elsewhere =
        ec2.describeSubnets().subnets().stream()
            .filter(it -> !it.availabilityZone().equals(running.placement().availabilityZone()))
            .findFirst()
            .orElseThrow()
            .subnetId();
    NetworkInterface far = make(elsewhere);
    refused(
            () ->
                ec2.attachNetworkInterface(
                    it ->
                        it.instanceId(id)
                            .networkInterfaceId(far.networkInterfaceId())
                            .deviceIndex(2)))
        .withCode("InvalidParameterCombination");
    refused(
            () ->
                ec2.attachNetworkInterface(
                    it ->
                        it.instanceId("i-0123456789abcdef0")
                            .networkInterfaceId(third.networkInterfaceId())
                            .deviceIndex(1)))
        .withCode("InvalidInstanceID.NotFound");
    ec2.deleteNetworkInterface(it -> it.networkInterfaceId(third.networkInterfaceId()));
    ec2.deleteNetworkInterface(it -> it.networkInterfaceId(far.networkInterfaceId()));
  }
}
