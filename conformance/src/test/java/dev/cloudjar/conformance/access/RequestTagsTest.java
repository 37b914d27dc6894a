package dev.cloudjar.conformance.access;

import static dev.cloudjar.conformance.access.Refusals.denied;
import static dev.cloudjar.conformance.access.Refusals.refused;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Tag;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The tags of any request count as condition keys, without the room's doing. */
@CloudjarTest
@Behaviour("IAM-POLICY-07")
class RequestTagsTest {
  private final TestCloud cloud;
  private final Users users;
  private final Agreement agreement;
  private final AwsCredentialsProvider alice;

  RequestTagsTest(TestCloud cloud) {
    this.cloud = cloud;
    this.users = new Users(cloud, cloud.accountId());
    this.agreement = Agreement.watch(cloud);
    this.alice = users.create("alice");
  }

  @AfterEach
  void everything_is_simulated_as_it_was_met() {
    agreement.assertHolds();
  }

  private void allowIf(String action, String condition) {
    users.permit(
        "alice",
        "policy",
        """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"%s","Resource":"*","Condition":{%s}}}"""
            .formatted(action, condition));
  }

  @Test
  void tags_that_are_given() {
    String trail = (String) TrailFixture.make(cloud).get("Name");
    CloudTrailClient cloudTrail = cloud.client(CloudTrailClient.class, alice);
    allowIf(
        "cloudtrail:AddTags",
        """
        "StringEquals":{"aws:RequestTag/team":"green"},
        "ForAllValues:StringEquals":{"aws:TagKeys":["team","stage"]}""");
    cloudTrail.addTags(
        it -> it.resourceId(trail).tagsList(tag("team", "green"), tag("stage", "test")));
    deniedInJson(
        () -> cloudTrail.addTags(it -> it.resourceId(trail).tagsList(tag("team", "blue"))));
    deniedInJson(
        () -> cloudTrail.addTags(it -> it.resourceId(trail).tagsList(tag("stage", "test"))));
    deniedInJson(
        () ->
            cloudTrail.addTags(
                it -> it.resourceId(trail).tagsList(tag("team", "green"), tag("cost", "low"))));
  }

  private static void deniedInJson(ThrowingCallable call) {
    refused(call, "AccessDeniedException", 400);
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  @Test
  void tags_with_which_something_is_made() {
    cloud.client(OrganizationsClient.class).createOrganization(it -> it.featureSet("ALL"));
    OrganizationsClient organizations = cloud.client(OrganizationsClient.class, alice);
    allowIf("organizations:*", "\"StringEquals\":{\"aws:RequestTag/team\":\"green\"}");
    String name = "policy";
    deniedInJson(() -> createPolicy(organizations, name, "blue"));
    createPolicy(organizations, name, "green");
  }

  private static void createPolicy(OrganizationsClient organizations, String name, String team) {
    organizations.createPolicy(
        it ->
            it.name(name)
                .description("")
                .type("SERVICE_CONTROL_POLICY")
                .content(Users.deny("sqs:PurgeQueue", "*"))
                .tags(
                    software.amazon.awssdk.services.organizations.model.Tag.builder()
                        .key("team")
                        .value(team)
                        .build()));
  }

  @Test
  void keys_of_tags_that_are_taken_away() {
    String queue =
        cloud
            .client(SqsClient.class)
            .createQueue(it -> it.queueName("queue").tags(Map.of("team", "green", "cost", "low")))
            .queueUrl();
    SqsClient sqs = cloud.client(SqsClient.class, alice);
    IamClient iam = cloud.client(IamClient.class, alice);
    String condition = "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"cost\"]}";
    allowIf("sqs:UntagQueue", condition);
    denied(() -> sqs.untagQueue(it -> it.queueUrl(queue).tagKeys("cost", "team")));
    sqs.untagQueue(it -> it.queueUrl(queue).tagKeys("cost"));
    allowIf("iam:UntagUser", condition);
    denied(() -> iam.untagUser(it -> it.userName("alice").tagKeys("team")));
    iam.untagUser(it -> it.userName("alice").tagKeys("cost"));
  }
}
