package dev.cloudjar.ec2.template;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.BehaviourPart;
import dev.cloudjar.junit.CloudjarTest;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateBlockDeviceMappingRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** Launch templates and their versions. */
@CloudjarTest(rooms = Ec2Room.class)
class LaunchTemplateTest {
  private final Ec2Client ec2;

  LaunchTemplateTest(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  private LaunchTemplate make(String name, Consumer<RequestLaunchTemplateData.Builder> data) {
    return ec2.createLaunchTemplate(it -> it.launchTemplateName(name).launchTemplateData(data))
        .launchTemplate();
  }

  private long add(String name, String source, Consumer<RequestLaunchTemplateData.Builder> data) {
    return ec2.createLaunchTemplateVersion(
            it -> it.launchTemplateName(name).sourceVersion(source).launchTemplateData(data))
        .launchTemplateVersion()
        .versionNumber();
  }

  private List<Long> numbers(Consumer<DescribeLaunchTemplateVersionsRequest.Builder> request) {
    return ec2.describeLaunchTemplateVersions(request).launchTemplateVersions().stream()
        .map(LaunchTemplateVersion::versionNumber)
        .toList();
  }

  private LaunchTemplate described(String name) {
    return ec2.describeLaunchTemplates(it -> it.launchTemplateNames(name))
        .launchTemplates()
        .getFirst();
  }

  @Behaviour("ASG-LT-04")
  @Test
  void a_version_inherits_from_its_source_what_it_does_not_override() {
    make(
        "web",
        it ->
            it.imageId("ami-0123456789abcdef0")
                .instanceType("t3.micro")
                .keyName("key")
                .userData("IyEvYmluL3NoCg==")
                .securityGroupIds("sg-0123456789abcdef0", "sg-0123456789abcdef1")
                .blockDeviceMappings(
                    LaunchTemplateBlockDeviceMappingRequest.builder()
                        .deviceName("/dev/xvda")
                        .ebs(e -> e.volumeSize(9).volumeType("gp3").iops(3_100))
                        .build())
                .monitoring(m -> m.enabled(true))
                .tagSpecifications(
                    LaunchTemplateTagSpecificationRequest.builder()
                        .resourceType("instance")
                        .tags(Tag.builder().key("team").value("web").build())
                        .build()));
    assertThat(
            add(
                "web",
                "1",
                it -> it.instanceType("t3.small").securityGroupIds("sg-0123456789abcdef2")))
        .isEqualTo(2);
    ResponseLaunchTemplateData data = data("web", "2");
    assertThat(data.instanceTypeAsString()).isEqualTo("t3.small");
    assertThat(data.securityGroupIds()).containsExactly("sg-0123456789abcdef2");
    assertThat(data.imageId()).isEqualTo("ami-0123456789abcdef0");
    assertThat(data.userData()).isEqualTo("IyEvYmluL3NoCg==");
    assertThat(data.monitoring().enabled()).isTrue();
    assertThat(data.blockDeviceMappings().getFirst().ebs().volumeSize()).isEqualTo(9);
    assertThat(data.blockDeviceMappings().getFirst().ebs().volumeType()).isEqualTo(VolumeType.GP3);
    assertThat(data.tagSpecifications().getFirst().tags().getFirst().value()).isEqualTo("web");

    add("web", null, it -> it.instanceType("t3.large"));
    assertThat(data("web", "3").imageId()).as("without a source nothing is inherited").isNull();
    assertThat(data("web", "1").instanceTypeAsString()).isEqualTo("t3.micro");
    assertThat(data("web", "1").securityGroupIds()).hasSize(2);
    refused(() -> add("web", "9", it -> it.keyName("another")))
        .withCode("InvalidLaunchTemplateId.VersionNotFound")
        .saying(
            "Could not find the specified version 9 for the launch template with ID %s."
                .formatted(described("web").launchTemplateId()));
    assertThat(described("web").latestVersionNumber()).isEqualTo(3);
  }

  private ResponseLaunchTemplateData data(String name, String version) {
    return ec2.describeLaunchTemplateVersions(it -> it.launchTemplateName(name).versions(version))
        .launchTemplateVersions()
        .getFirst()
        .launchTemplateData();
  }

  @Test
  @BehaviourPart(value = "ASG-LT-03", without = "groups")
  void versions_are_numbered_and_told_by_number_and_alias_and_range() {
    String id = make("numbered", it -> it.instanceType("t3.micro")).launchTemplateId();
    for (int i = 2; i <= 5; i++) {
      add("numbered", "$Latest", it -> it.keyName("key"));
    }
    assertThat(numbers(it -> it.launchTemplateId(id))).containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(numbers(it -> it.launchTemplateId(id).minVersion("2").maxVersion("4")))
        .containsExactly(4L, 3L, 2L);
    assertThat(numbers(it -> it.launchTemplateId(id).versions("$Latest", "$Default")))
        .containsExactly(5L, 1L);
    var page = ec2.describeLaunchTemplateVersions(it -> it.launchTemplateId(id).maxResults(2));
    assertThat(page.launchTemplateVersions()).hasSize(2);
    assertThat(numbers(it -> it.launchTemplateId(id).nextToken(page.nextToken())))
        .containsExactly(3L, 2L, 1L);
    assertThat(
            numbers(
                it ->
                    it.launchTemplateId(id)
                        .filters(
                            Filter.builder().name("is-default-version").values("true").build())))
        .containsExactly(1L);

    make("other", it -> it.instanceType("t3.micro"));
    assertThat(numbers(it -> it.versions("$Latest"))).containsExactlyInAnyOrder(5L, 1L);
    refused(() -> numbers(it -> it.versions("1"))).withCode("MissingParameter");
    refused(() -> numbers(it -> it.launchTemplateId(id).versions("first")))
        .withCode("InvalidParameterValue");

    ec2.modifyLaunchTemplate(it -> it.launchTemplateId(id).defaultVersion("3"));
    assertThat(described("numbered").defaultVersionNumber()).isEqualTo(3);
    refused(() -> ec2.modifyLaunchTemplate(it -> it.launchTemplateId(id).defaultVersion("6")))
        .withCode("InvalidLaunchTemplateId.VersionNotFound");

    var deleted =
        ec2.deleteLaunchTemplateVersions(it -> it.launchTemplateId(id).versions("5", "3", "9"));
    assertThat(deleted.successfullyDeletedLaunchTemplateVersions())
        .extracting(it -> it.versionNumber())
        .containsExactly(5L);
    assertThat(deleted.unsuccessfullyDeletedLaunchTemplateVersions())
        .extracting(it -> it.responseError().codeAsString())
        .containsExactly("unexpectedError", "launchTemplateVersionDoesNotExist");
    assertThat(described("numbered").latestVersionNumber()).isEqualTo(4);
    assertThat(add("numbered", null, it -> it.keyName("key")))
        .as("numbers are not given again")
        .isEqualTo(6);
  }

  @Test
  void names_are_unique_and_templates_are_found_by_them() {
    var made =
        ec2.createLaunchTemplate(
                it ->
                    it.launchTemplateName("named")
                        .clientToken("token")
                        .launchTemplateData(d -> d.instanceType("t3.micro"))
                        .tagSpecifications(
                            TagSpecification.builder()
                                .resourceType(ResourceType.LAUNCH_TEMPLATE)
                                .tags(Tag.builder().key("a").value("b").build())
                                .build()))
            .launchTemplate();
    assertThat(made.launchTemplateId()).matches("lt-[0-9a-f]{17}");
    assertThat(made.createdBy()).endsWith(":root");
    assertThat(made.tags()).hasSize(1);
    refused(() -> make("named", it -> it.instanceType("t3.micro")))
        .withCode("InvalidLaunchTemplateName.AlreadyExistsException")
        .saying("Launch template name already in use.");
    refused(() -> make("a b", it -> it.instanceType("t3.micro")))
        .withCode("InvalidLaunchTemplateName.MalformedException");
    refused(() -> make("empty", it -> {})).withCode("MissingParameter");
    refused(() -> make("data", it -> it.userData("no Base64 at all")))
        .withCode("InvalidUserData.Malformed");
    refused(
            () ->
                ec2.createLaunchTemplate(
                    it ->
                        it.launchTemplateName("dry")
                            .dryRun(true)
                            .launchTemplateData(d -> d.instanceType("t3.micro"))))
        .withCode("DryRunOperation");
    refused(
            () ->
                ec2.createLaunchTemplate(
                    it ->
                        it.launchTemplateName("another")
                            .clientToken("token")
                            .launchTemplateData(d -> d.instanceType("t3.micro"))))
        .withCode("IdempotentParameterMismatch");
    assertThat(
            ec2.describeLaunchTemplates(
                    it -> it.filters(Filter.builder().name("tag:a").values("b").build()))
                .launchTemplates())
        .hasSize(1);
    refused(() -> described("nobody-s"))
        .withCode("InvalidLaunchTemplateName.NotFoundException")
        .saying("At least one of the launch templates specified in the request does not exist.");
    refused(() -> ec2.deleteLaunchTemplate(it -> it.launchTemplateId("lt-0123456789abcdef0")))
        .withCode("InvalidLaunchTemplateId.NotFound")
        .saying(
            "The specified launch template, with template ID lt-0123456789abcdef0, does not"
                + " exist.");
    refused(() -> ec2.deleteLaunchTemplate(it -> it.launchTemplateId("lt-1")))
        .withCode("InvalidLaunchTemplateId.Malformed");
    refused(() -> ec2.deleteLaunchTemplate(it -> {})).withCode("MissingParameter");

    ec2.deleteLaunchTemplate(it -> it.launchTemplateName("named"));
    refused(() -> described("named")).withCode("InvalidLaunchTemplateName.NotFoundException");
    assertThat(make("named", it -> it.instanceType("t3.micro")).launchTemplateId())
        .isNotEqualTo(made.launchTemplateId());
  }
}
