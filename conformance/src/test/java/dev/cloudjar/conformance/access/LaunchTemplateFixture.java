package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A launch template with two versions. */
final class LaunchTemplateFixture {
  private LaunchTemplateFixture() {}

  static void addTo(Map<String, Object> known, TestCloud cloud) {
    Ec2Client ec2 = cloud.client(Ec2Client.class);
    String name = cloud.unique("template");
    String id =
        ec2.createLaunchTemplate(
                it ->
                    it.launchTemplateName(name).launchTemplateData(d -> d.instanceType("t3.nano")))
            .launchTemplate()
            .launchTemplateId();
    ec2.createLaunchTemplateVersion(
        it -> it.launchTemplateId(id).launchTemplateData(d -> d.instanceType("t3.micro")));
    known.put("LaunchTemplateData", Map.of("InstanceType", "t3.nano"));
    known.put("ModifyLaunchTemplate.DefaultVersion", "2");
    known.put("DeleteLaunchTemplateVersions.Versions", List.of("2"));
    for (String operation :
        List.of(
            "CreateLaunchTemplateVersion",
            "ModifyLaunchTemplate",
            "DeleteLaunchTemplate",
            "DeleteLaunchTemplateVersions",
            "DescribeLaunchTemplateVersions")) {
      known.put(operation + ".LaunchTemplateId", id);
    }
  }
}
