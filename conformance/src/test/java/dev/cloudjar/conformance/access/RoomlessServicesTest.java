package dev.cloudjar.conformance.access;

import static dev.cloudjar.junit.Refusal.refused;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.rds.RdsClient;

/**
 * Who may call the management of databases and caches is the gate's to say, whether or not somebody
 * answers behind it.
 */
@CloudjarTest
class RoomlessServicesTest {
  private final TestCloud cloud;
  private final Users users;
  private final AwsCredentialsProvider alice;

  RoomlessServicesTest(TestCloud cloud) {
    this.cloud = cloud;
    this.users = new Users(cloud, cloud.accountId());
    this.alice = users.create("alice");
  }

  @Test
  void databases_are_managed_by_whom_a_policy_allows_it() {
    RdsClient rds = cloud.client(RdsClient.class, alice);
    refused(rds::describeDBInstances).withCode("AccessDenied").withStatus(403);

    cloud
        .client(IamClient.class)
        .attachUserPolicy(
            it ->
                it.userName("alice").policyArn("arn:aws:iam::aws:policy/AmazonRDSReadOnlyAccess"));

    refused(rds::describeDBInstances).withCode("NotImplemented").withStatus(501);
    refused(() -> rds.deleteDBInstance(it -> it.dbInstanceIdentifier("orders")))
        .withCode("AccessDenied")
        .withStatus(403);
  }

  @Test
  void caches_are_managed_by_whom_a_policy_allows_it() {
    ElastiCacheClient caches = cloud.client(ElastiCacheClient.class, alice);
    refused(caches::describeCacheClusters).withCode("AccessDenied").withStatus(403);

    users.permit("alice", "looks", Users.allow("elasticache:Describe*", "*"));

    refused(caches::describeCacheClusters).withCode("NotImplemented").withStatus(501);
    refused(() -> caches.deleteCacheCluster(it -> it.cacheClusterId("sessions")))
        .withCode("AccessDenied")
        .withStatus(403);
  }
}
