package dev.cloudjar.iam;

import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import dev.cloudjar.store.Transaction;
import java.util.Map;
import java.util.Optional;

/** Roles that belong to a service: what AWS calls them, and what they may do. */
final class ServiceLinkedRoles {
  static final String PATH = "/aws-service-role/";

  private static final Table<Key, Task> DELETIONS = Key.table("role-deletion", 2, Task.class);

  private record Task(String roleName) {}

  /**
   * A role that AWS would make.
   *
   * @param policy the name of its policy under {@link #PATH}
   * @param suffixed whether there may be several, told apart by what comes after the name
   */
  record Template(String name, String policy, boolean suffixed) {}

  private static final Map<String, Template> BY_SERVICE =
      Map.ofEntries(
          entry("autoscaling.amazonaws.com", "AutoScaling", "AutoScalingServiceRolePolicy", true),
          entry(
              "elasticloadbalancing.amazonaws.com",
              "ElasticLoadBalancing",
              "AWSElasticLoadBalancingServiceRolePolicy",
              false),
          entry("ecs.amazonaws.com", "ECS", "AmazonECSServiceRolePolicy", false),
          entry("rds.amazonaws.com", "RDS", "AmazonRDSServiceRolePolicy", false),
          entry("elasticache.amazonaws.com", "ElastiCache", "ElastiCacheServiceRolePolicy", false),
          entry("spot.amazonaws.com", "EC2Spot", "AWSEC2SpotServiceRolePolicy", false),
          entry(
              "spotfleet.amazonaws.com", "EC2SpotFleet", "AWSEC2SpotFleetServiceRolePolicy", false),
          entry("ec2fleet.amazonaws.com", "EC2Fleet", "AWSEC2FleetServiceRolePolicy", false),
          entry(
              "ecs.application-autoscaling.amazonaws.com",
              "ApplicationAutoScaling_ECSService",
              "AWSApplicationAutoscalingECSServicePolicy",
              false),
          entry(
              "dynamodb.application-autoscaling.amazonaws.com",
              "ApplicationAutoScaling_DynamoDBTable",
              "AWSApplicationAutoscalingDynamoDBTablePolicy",
              false),
          entry(
              "rds.application-autoscaling.amazonaws.com",
              "ApplicationAutoScaling_RDSCluster",
              "AWSApplicationAutoscalingRDSClusterPolicy",
              false),
          entry(
              "lambda.application-autoscaling.amazonaws.com",
              "ApplicationAutoScaling_LambdaConcurrency",
              "AWSApplicationAutoscalingLambdaConcurrencyPolicy",
              false),
          entry(
              "elasticbeanstalk.amazonaws.com",
              "ElasticBeanstalk",
              "AWSElasticBeanstalkServiceRolePolicy",
              false),
          entry(
              "managedupdates.elasticbeanstalk.amazonaws.com",
              "ElasticBeanstalkManagedUpdates",
              "AWSElasticBeanstalkManagedUpdatesServiceRolePolicy",
              false),
          entry(
              "organizations.amazonaws.com",
              "Organizations",
              "AWSOrganizationsServiceTrustPolicy",
              false),
          entry("cloudtrail.amazonaws.com", "CloudTrail", "CloudTrailServiceRolePolicy", false),
          entry(
              "replication.dynamodb.amazonaws.com",
              "DynamoDBReplication",
              "DynamoDBReplicationServiceRolePolicy",
              false),
          entry("ops.apigateway.amazonaws.com", "APIGateway", "APIGatewayServiceRolePolicy", false),
          entry(
              "elasticfilesystem.amazonaws.com",
              "AmazonElasticFileSystem",
              "AmazonElasticFileSystemServiceRolePolicy",
              false),
          entry(
              "replicator.lambda.amazonaws.com", "LambdaReplicator", "AWSLambdaReplicator", false),
          entry(
              "logger.cloudfront.amazonaws.com", "CloudFrontLogger", "AWSCloudFrontLogger", false),
          entry("config.amazonaws.com", "Config", "AWSConfigServiceRolePolicy", false),
          entry("ssm.amazonaws.com", "AmazonSSM", "AmazonSSMServiceRolePolicy", false),
          entry("eks.amazonaws.com", "AmazonEKS", "AmazonEKSServiceRolePolicy", false),
          entry(
              "guardduty.amazonaws.com",
              "AmazonGuardDuty",
              "AmazonGuardDutyServiceRolePolicy",
              false),
          entry(
              "backup.amazonaws.com", "Backup", "AWSBackupServiceLinkedRolePolicyForBackup", false),
          entry(
              "globalaccelerator.amazonaws.com",
              "GlobalAccelerator",
              "AWSGlobalAcceleratorSLRPolicy",
              false),
          entry("fsx.amazonaws.com", "AmazonFSx", "AmazonFSxServiceRolePolicy", false),
          entry("dax.amazonaws.com", "DAX", "DAXServiceRolePolicy", false));

  private ServiceLinkedRoles() {}

  static Optional<Template> of(String service) {
    return Optional.ofNullable(BY_SERVICE.get(service));
  }

  /** Notes that a role was deleted. */
  static void deleted(Transaction transaction, String accountId, String taskId, String roleName) {
    DELETIONS.put(transaction, Key.of(accountId, taskId), new Task(roleName));
  }

  static boolean wasDeleted(Snapshot snapshot, String accountId, String taskId) {
    return DELETIONS.contains(snapshot, Key.of(accountId, taskId));
  }

  private static Map.Entry<String, Template> entry(
      String service, String name, String policy, boolean suffixed) {
    return Map.entry(service, new Template("AWSServiceRoleFor" + name, policy, suffixed));
  }
}
