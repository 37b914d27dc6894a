package dev.cloudjar.ec2.template;

import static dev.cloudjar.junit.Refusal.refused;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.sts.StsRoom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.iam.IamClient;

/** What policies can say of launches by template. */
@CloudjarTest(rooms = {Ec2Room.class, IamRoom.class, StsRoom.class})
class TemplateAccessTest {
  private final Ec2Client root;
  private final IamClient iam;
  private final TestCloud cloud;

  TemplateAccessTest(Ec2Client root, IamClient iam, TestCloud cloud) {
    this.root = root;
    this.iam = iam;
    this.cloud = cloud;
  }

  @Test
  void who_may_launch_by_a_template_alone_may_not_put_others_in_the_place_of_its_resources() {
    String allowed = template("allowed");
    String other = template("other");
    iam.createUser(it -> it.userName("user"));
    iam.putUserPolicy(
        it ->
            it.userName("user")
                .policyName("launch")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {
                      "Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*",
                      "Condition": {
                        "ArnLike": {"ec2:LaunchTemplate": "arn:aws:ec2:*:*:launch-template/%s"},
                        "Bool": {"ec2:IsLaunchTemplateResource": "true"}}}}
                    """
                        .formatted(allowed)));
    var key = iam.createAccessKey(it -> it.userName("user")).accessKey();
    Ec2Client user =
        cloud.client(
            Ec2Client.class,
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())));
    refused(() -> run(user, it -> it.launchTemplate(t -> t.launchTemplateId(allowed))))
        .withCode("DryRunOperation");
    refused(
            () ->
                run(
                    user,
                    it ->
                        it.launchTemplate(t -> t.launchTemplateName("allowed"))
                            .instanceType("t3.small")))
        .withCode("DryRunOperation");
    refused(
            () ->
                run(
                    user,
                    it ->
                        it.launchTemplate(t -> t.launchTemplateId(allowed))
                            .imageId("ami-0123456789abcdef1")))
        .withCode("UnauthorizedOperation");
    refused(() -> run(user, it -> it.launchTemplate(t -> t.launchTemplateId(other))))
        .withCode("UnauthorizedOperation");
    refused(() -> run(user, it -> it.imageId("ami-0123456789abcdef0")))
        .withCode("UnauthorizedOperation");
    refused(() -> user.deleteLaunchTemplate(it -> it.launchTemplateName("allowed")))
        .withCode("UnauthorizedOperation");
  }

  private String template(String name) {
    return root.createLaunchTemplate(
            it ->
                it.launchTemplateName(name)
                    .launchTemplateData(
                        d -> d.imageId("ami-0123456789abcdef0").instanceType("t3.micro")))
        .launchTemplate()
        .launchTemplateId();
  }

  private static void run(Ec2Client client, Consumer<RunInstancesRequest.Builder> request) {
    var builder = RunInstancesRequest.builder().minCount(1).maxCount(1).dryRun(true);
    request.accept(builder);
    client.runInstances(builder.build());
  }
}
