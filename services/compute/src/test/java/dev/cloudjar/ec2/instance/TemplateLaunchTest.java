package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.BehaviourPart;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Instances that are launched as templates say. There are no Auto Scaling groups yet. */
@CloudjarTest(rooms = Ec2Room.class, shared = false)
class TemplateLaunchTest {
  private final Ec2Client ec2;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  TemplateLaunchTest(Ec2Client ec2, TestCloud cloud) {
    this.ec2 = ec2;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  private Instance run(Consumer<RunInstancesRequest.Builder> request) {
    var builder = RunInstancesRequest.builder().minCount(1).maxCount(1);
    request.accept(builder);
    String id = ec2.runInstances(builder.build()).instances().getFirst().instanceId();
    cloud.clock().settle();
    return instances.describe(id);
  }

  private static Map<String, String> tags(Instance instance) {
    return instance.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value));
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  @Behaviour({"ASG-LT-04", "ASG-LT-06"})
  @BehaviourPart(value = "ASG-LT-01", without = "launch configurations")
  @Test
  void an_instance_is_what_its_template_says_and_the_launch_may_say_otherwise() {
    String key = ec2.createKeyPair(it -> it.keyName("key").keyType("ed25519")).keyName();
    String group = ec2.createSecurityGroup(it -> it.groupName("web").description("web")).groupId();
    String script = "#!/bin/sh\necho from the tem''plate\n";
    String template =
        ec2.createLaunchTemplate(
                it ->
                    it.launchTemplateName("web")
                        .launchTemplateData(
                            d ->
                                d.imageId(instances.image())
                                    .instanceType("t3.micro")
                                    .keyName(key)
                                    .securityGroupIds(group)
                                    .creditSpecification(c -> c.cpuCredits("unlimited"))
                                    .userData(
                                        Base64.getEncoder()
                                            .encodeToString(
                                                script.getBytes(StandardCharsets.UTF_8)))
                                    .tagSpecifications(
                                        LaunchTemplateTagSpecificationRequest.builder()
                                            .resourceType("instance")
                                            .tags(tag("team", "web"), tag("stage", "test"))
                                            .build())))
            .launchTemplate()
            .launchTemplateId();
    Instance first = run(it -> it.launchTemplate(t -> t.launchTemplateId(template)));
    assertThat(first.instanceTypeAsString()).isEqualTo("t3.micro");
    assertThat(first.keyName()).isEqualTo("key");
    assertThat(first.securityGroups()).extracting(it -> it.groupId()).containsExactly(group);
    assertThat(instances.console(first.instanceId(), "from the template"))
        .contains("from the template");
    assertThat(
            ec2.describeInstanceCreditSpecifications(it -> it.instanceIds(first.instanceId()))
                .instanceCreditSpecifications())
        .extracting(it -> it.cpuCredits())
        .containsExactly("unlimited");
    assertThat(tags(first))
        .containsEntry("team", "web")
        .containsEntry("aws:ec2launchtemplate:id", template)
        .containsEntry("aws:ec2launchtemplate:version", "1");

    ec2.createLaunchTemplateVersion(
        it ->
            it.launchTemplateId(template)
                .sourceVersion("1")
                .launchTemplateData(
                    d ->
                        d.instanceType("t3.small")
                            .creditSpecification(c -> c.cpuCredits("standard"))));
    Instance second =
        run(
            it ->
                it.launchTemplate(t -> t.launchTemplateName("web").version("$Latest"))
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType("instance")
                            .tags(tag("stage", "live"))
                            .build()));
    assertThat(second.instanceTypeAsString()).isEqualTo("t3.small");
    assertThat(tags(second)).containsEntry("team", "web").containsEntry("stage", "live");
    assertThat(
            ec2.describeInstanceCreditSpecifications(it -> it.instanceIds(second.instanceId()))
                .instanceCreditSpecifications())
        .extracting(it -> it.cpuCredits())
        .containsExactly("standard");
    Instance third =
        run(it -> it.launchTemplate(t -> t.launchTemplateId(template)).instanceType("t3.nano"));
    assertThat(third.instanceTypeAsString()).as("the request goes before").isEqualTo("t3.nano");
    assertThat(tags(third)).containsEntry("aws:ec2launchtemplate:version", "1");

    String like =
        ec2.createLaunchTemplate(
                it ->
                    it.launchTemplateName("like")
                        .launchTemplateData(d -> d.instanceType("t3.nano")))
            .launchTemplate()
            .launchTemplateId();
    refused(() -> run(it -> it.launchTemplate(t -> t.launchTemplateId(like))))
        .withCode("MissingParameter")
        .saying("The request must contain the parameter ImageId");
    refused(() -> run(it -> it.launchTemplate(t -> t.launchTemplateId(template).version("7"))))
        .withCode("InvalidLaunchTemplateId.VersionNotFound");
    var data =
        ec2.getLaunchTemplateData(it -> it.instanceId(third.instanceId())).launchTemplateData();
    assertThat(data.instanceTypeAsString()).isEqualTo("t3.nano");
    assertThat(data.keyName()).isEqualTo("key");
    assertThat(data.networkInterfaces().getFirst().groups()).containsExactly(group);
    ec2.terminateInstances(
        it -> it.instanceIds(first.instanceId(), second.instanceId(), third.instanceId()));
    cloud.clock().settle();
  }
}
