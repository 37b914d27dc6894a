package dev.cloudjar.conformance.access;

import static dev.cloudjar.conformance.access.Refusals.denied;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Who may use a queue, by policies of either side. */
@CloudjarTest
class QueueAccessTest {
  private final TestCloud cloud;
  private final SqsClient owner;
  private final IamClient iam;
  private final Users users;
  private final Agreement agreement;
  private final String queue;
  private final SqsClient alice;

  QueueAccessTest(TestCloud cloud, SqsClient owner, IamClient iam) {
    this.cloud = cloud;
    this.owner = owner;
    this.iam = iam;
    this.users = new Users(cloud, cloud.accountId());
    this.agreement = Agreement.watch(cloud);
    this.queue = owner.createQueue(it -> it.queueName("queue")).queueUrl();
    this.alice = cloud.client(SqsClient.class, users.create("alice"));
  }

  @AfterEach
  void everything_is_simulated_as_it_was_met() {
    agreement.assertHolds();
  }

  private void send(SqsClient client) {
    client.sendMessage(it -> it.queueUrl(queue).messageBody("text"));
  }

  private void queuePolicy(String effect, String userArn) {
    owner.setQueueAttributes(
        it ->
            it.queueUrl(queue)
                .attributes(
                    Map.of(
                        QueueAttributeName.POLICY,
                        """
                        {"Version":"2012-10-17","Statement":{"Effect":"%s","Principal":{"AWS":"%s"},"Action":"sqs:SendMessage","Resource":"*"}}"""
                            .formatted(effect, userArn))));
  }

  private String alicesArn() {
    return "arn:aws:iam::" + cloud.accountId() + ":user/alice";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Behaviour("IAM-POLICY-03")
  void a_deny_wins_whichever_was_attached_first(boolean denyFirst) {
    if (denyFirst) {
      users.permit("alice", "deny", Users.deny("sqs:SendMessage", "*"));
      users.permit("alice", "allow", Users.allow("sqs:*", "*"));
    } else {
      users.permit("alice", "allow", Users.allow("sqs:*", "*"));
      send(alice);
      users.permit("alice", "deny", Users.deny("sqs:SendMessage", "*"));
    }
    denied(() -> send(alice));
    iam.deleteUserPolicy(it -> it.userName("alice").policyName("deny"));
    send(alice);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Behaviour("IAM-POLICY-03")
  void a_deny_of_a_group_wins(boolean denyFirst) {
    iam.createGroup(it -> it.groupName("group"));
    if (!denyFirst) {
      users.permit("alice", "allow", Users.allow("sqs:*", "*"));
    }
    iam.putGroupPolicy(
        it ->
            it.groupName("group").policyName("deny").policyDocument(Users.deny("sqs:Send*", "*")));
    iam.addUserToGroup(it -> it.groupName("group").userName("alice"));
    if (denyFirst) {
      users.permit("alice", "allow", Users.allow("sqs:*", "*"));
    }
    denied(() -> send(alice));
    iam.removeUserFromGroup(it -> it.groupName("group").userName("alice"));
    send(alice);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Behaviour("IAM-POLICY-03")
  void a_deny_of_the_queue_wins(boolean denyFirst) {
    if (denyFirst) {
      queuePolicy("Deny", alicesArn());
      users.permit("alice", "allow", Users.allow("sqs:*", "*"));
    } else {
      users.permit("alice", "allow", Users.allow("sqs:*", "*"));
      queuePolicy("Deny", alicesArn());
    }
    denied(() -> send(alice));
    queuePolicy("Allow", alicesArn());
    send(alice);
  }

  @Test
  void another_account_sends_where_both_sides_allow() {
    String other = cloud.newAccountId();
    Users theirs = new Users(cloud, other);
    SqsClient bob = cloud.client(SqsClient.class, theirs.create("bob"));
    denied(() -> send(bob));
    theirs.permit("bob", "send", Users.allow("sqs:SendMessage", "*"));
    denied(() -> send(bob));
    queuePolicy("Allow", "arn:aws:iam::" + other + ":user/bob");
    send(bob);
    denied(() -> bob.receiveMessage(it -> it.queueUrl(queue)));
    assertThat(owner.receiveMessage(it -> it.queueUrl(queue)).messages()).hasSize(1);
  }

  @Test
  void a_permission_that_is_added_to_a_queue_holds_until_it_is_removed() {
    String other = cloud.newAccountId();
    SqsClient root = cloud.client(SqsClient.class, cloud.credentialsOf(other));
    denied(() -> send(root));
    owner.addPermission(
        it -> it.queueUrl(queue).label("send").awsAccountIds(other).actions("SendMessage"));
    send(root);
    denied(() -> root.receiveMessage(it -> it.queueUrl(queue)));
    owner.removePermission(it -> it.queueUrl(queue).label("send"));
    denied(() -> send(root));
  }
}
