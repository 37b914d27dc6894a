package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.iam.IamClient;

/** Instances that are machines. */
@CloudjarTest(
    rooms = {Ec2Room.class, IamRoom.class, StsRoom.class},
    shared = false)
class InstanceLifeTest {
  private final Ec2Client ec2;
  private final IamClient iam;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  InstanceLifeTest(Ec2Client ec2, IamClient iam, TestCloud cloud) {
    this.ec2 = ec2;
    this.iam = iam;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  @Behaviour("EC2-IMDS-01")
  @Test
  void an_instance_lives_and_knows_itself() {
    String id =
        instances.run(
            """
            #!/bin/sh
            get() { curl -s "http://169.254.169.254/latest/$1"; }
            echo "id=$(get meta-data/instance-id) type=$(get meta-data/instance-type)"
            echo "zone=$(get meta-data/placement/availability-zone) ip=$(get meta-data/local-ipv4)"
            echo "groups=$(get meta-data/security-groups) outside=$(get meta-data/public-ipv4)"
            echo "own=$(get user-data | tail -n 1)"
            # the end
            """,
            it -> {});
    Instance running = instances.describe(id);
    assertThat(running.state().name())
        .as("%s", running.stateReason())
        .isEqualTo(InstanceStateName.RUNNING);
    assertThat(running.privateIpAddress()).startsWith("172.31.");
    assertThat(running.publicIpAddress()).startsWith("198.1");
    assertThat(running.blockDeviceMappings()).hasSize(1);
    assertThat(instances.console(id, "own=# the end"))
        .contains("id=" + id + " type=t3.micro")
        .contains("zone=us-east-1a ip=" + running.privateIpAddress())
        .contains("groups=default outside=" + running.publicIpAddress());

    ec2.stopInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    Instance stopped = instances.describe(id);
    assertThat(stopped.state().name()).isEqualTo(InstanceStateName.STOPPED);
    assertThat(stopped.stateReason().code()).isEqualTo("Client.UserInitiatedShutdown");
    assertThat(stopped.publicIpAddress()).isNull();
    assertThat(stopped.privateIpAddress()).isEqualTo(running.privateIpAddress());

    ec2.startInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    Instance again = instances.describe(id);
    assertThat(again.state().name()).isEqualTo(InstanceStateName.RUNNING);
    assertThat(again.publicIpAddress()).isNotNull().isNotEqualTo(running.publicIpAddress());
    ec2.rebootInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    assertThat(instances.describe(id).state().name()).isEqualTo(InstanceStateName.RUNNING);
    assertThat(instances.console(id, ""))
        .as("user data is run once")
        .doesNotContain("own=# the end");

    ec2.terminateInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
    Instance gone = instances.describe(id);
    assertThat(gone.state().name()).isEqualTo(InstanceStateName.TERMINATED);
    assertThat(gone.vpcId()).isNull();
    cloud.clock().advance(Duration.ofHours(1));
    refused(() -> instances.describe(id)).withCode("InvalidInstanceID.NotFound");
  }

  @Test
  void a_role_s_credentials_are_read_there() {
    iam.createRole(
        it ->
            it.roleName("reader")
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                     "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
                    """));
    iam.createInstanceProfile(it -> it.instanceProfileName("reader"));
    iam.addRoleToInstanceProfile(it -> it.instanceProfileName("reader").roleName("reader"));
    String id =
        instances.run(
            """
            #!/bin/sh
            base=http://169.254.169.254/latest
            echo "without=$(curl -s -o /dev/null -w %{http_code} $base/meta-data/)"
            life="X-aws-ec2-metadata-token-ttl-seconds: 60"
            token=$(curl -s -X PUT -H "$life" $base/api/token)
            get() { curl -s -H "X-aws-ec2-metadata-token: $token" "$base/meta-data/$1"; }
            echo "role=$(get iam/security-credentials/)"
            get iam/security-credentials/reader
            echo; echo finished
            """,
            it ->
                it.iamInstanceProfile(p -> p.name("reader"))
                    .metadataOptions(m -> m.httpTokens("required")));
    assertThat(instances.console(id, "finished"))
        .contains("without=401", "role=reader", "\"Code\" : \"Success\"", "\"Token\"");
    assertThat(instances.describe(id).iamInstanceProfile().arn())
        .endsWith(":instance-profile/reader");
    ec2.terminateInstances(it -> it.instanceIds(id));
    cloud.clock().settle();
  }
}
