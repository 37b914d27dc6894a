package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.CloudjarTest;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** What is refused before there is any machine. */
@CloudjarTest(rooms = Ec2Room.class)
class LaunchTest {
  private final Ec2Client ec2;

  LaunchTest(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  @Test
  void a_launch_that_cannot_be_is_refused_and_makes_nothing() {
    refused(() -> run(it -> it.imageId("ami-0123456789abcdef0")))
        .withCode("InvalidAMIID.NotFound")
        .saying("The image id '[ami-0123456789abcdef0]' does not exist");
    refused(() -> run(it -> it.instanceType("t9.huge"))).withCode("InvalidParameterValue");
    refused(() -> run(it -> it.instanceType("t4g.micro"))).withCode("InvalidParameterValue");
    refused(() -> run(it -> it.minCount(2).maxCount(1))).withCode("InvalidParameterValue");
    refused(() -> run(it -> it.keyName("nobody's"))).withCode("InvalidKeyPair.NotFound");
    refused(() -> run(it -> it.subnetId("subnet-0123456789abcdef0")))
        .withCode("InvalidSubnetID.NotFound");
    refused(() -> run(it -> it.userData("no Base64 at all"))).withCode("InvalidParameterValue");
    refused(() -> run(it -> it.hibernationOptions(h -> h.configured(true))))
        .withCode("UnsupportedOperation");
    refused(() -> run(it -> it.metadataOptions(m -> m.httpPutResponseHopLimit(65))))
        .withCode("InvalidParameterValue");
    refused(() -> run(it -> it.launchTemplate(t -> t.launchTemplateName("nobody-s"))))
        .withCode("InvalidLaunchTemplateName.NotFoundException");
    refused(() -> run(it -> it.dryRun(true))).withCode("DryRunOperation").withStatus(412);
    refused(() -> ec2.startInstances(it -> it.instanceIds("i-0123456789abcdef0")))
        .withCode("InvalidInstanceID.NotFound");
    assertThat(ec2.describeInstances().reservations()).isEmpty();
    assertThat(ec2.describeVolumes().volumes()).isEmpty();
  }

  @Test
  void types_are_told_with_what_they_have() {
    InstanceTypeInfo micro =
        ec2.describeInstanceTypes(it -> it.instanceTypesWithStrings("t3.micro"))
            .instanceTypes()
            .getFirst();
    assertThat(micro.vCpuInfo().defaultVCpus()).isEqualTo(2);
    assertThat(micro.memoryInfo().sizeInMiB()).isEqualTo(1_024);
    assertThat(micro.burstablePerformanceSupported()).isTrue();
    refused(() -> ec2.describeInstanceTypes(it -> it.instanceTypesWithStrings("t9.huge")))
        .withCode("InvalidInstanceType");
    assertThat(
            ec2.describeInstanceTypeOfferings(
                    it ->
                        it.locationType("availability-zone")
                            .filters(
                                Filter.builder().name("instance-type").values("m5.large").build()))
                .instanceTypeOfferings())
        .hasSize(3);
  }

  @Test
  void volumes_keep_to_the_limits_of_their_types() {
    refused(() -> ec2.createVolume(it -> it.availabilityZone("us-east-1a")))
        .withCode("MissingParameter");
    refused(() -> ec2.createVolume(it -> it.availabilityZone("us-east-1z").size(1)))
        .withCode("InvalidZone.NotFound");
    refused(
            () ->
                ec2.createVolume(it -> it.availabilityZone("us-east-1a").size(1).volumeType("st1")))
        .withCode("InvalidParameterValue");
    refused(
            () ->
                ec2.createVolume(
                    it -> it.availabilityZone("us-east-1a").size(10).volumeType("io1").iops(501)))
        .withCode("InvalidParameterValue");
    refused(
            () ->
                ec2.createVolume(
                    it -> it.availabilityZone("us-east-1a").size(1).multiAttachEnabled(true)))
        .withCode("InvalidParameterCombination");
  }

  private void run(Consumer<RunInstancesRequest.Builder> more) {
    String image =
        ec2.describeImages(
                it ->
                    it.owners("136693071363")
                        .filters(Filter.builder().name("name").values("debian-12-*").build()))
            .images()
            .getFirst()
            .imageId();
    var request =
        RunInstancesRequest.builder()
            .imageId(image)
            .instanceType("t3.micro")
            .minCount(1)
            .maxCount(1);
    more.accept(request);
    ec2.runInstances(request.build());
  }
}
