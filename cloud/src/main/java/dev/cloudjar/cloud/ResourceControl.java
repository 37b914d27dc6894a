package dev.cloudjar.cloud;

import java.util.Set;

/**
 * What resource control policies have a say in.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html">Resource
 *     control policies</a>
 */
public final class ResourceControl {
  /** What the actions of the services begin with that support them. */
  private static final Set<String> SERVICES =
      Set.of(
          "aoss",
          "appconfig",
          "appstream",
          "autoscaling",
          "autoscaling-plans",
          "budgets",
          "clouddirectory",
          "cloudfront",
          "cloudsearch",
          "cloudtrail-data",
          "codeartifact",
          "codebuild",
          "codecommit",
          "codepipeline",
          "cognito-identity",
          "cognito-idp",
          "comprehend",
          "comprehendmedical",
          "compute-optimizer",
          "cost-optimization-hub",
          "dax",
          "dsql",
          "dynamodb",
          "ecr",
          "ecr-public",
          "events",
          "firehose",
          "fis",
          "fms",
          "gamelift",
          "health",
          "inspector-scan",
          "kendra",
          "kinesisvideo",
          "kms",
          "logs",
          "memorydb",
          "networkmonitor",
          "notifications",
          "opensearch",
          "pca-connector-ad",
          "personalize",
          "polly",
          "pricing",
          "resource-groups",
          "rolesanywhere",
          "s3",
          "secretsmanager",
          "servicediscovery",
          "signin",
          "sqs",
          "sts",
          "support",
          "swf",
          "textract",
          "timestream-influxdb",
          "transcribe",
          "transfer",
          "translate",
          "wafv2",
          "workspaces",
          "xray");

  /** The grant alone says who may retire it. */
  private static final String EXCEPTED = "kms:RetireGrant";

  private ResourceControl() {}

  /** Whether they may deny an action. */
  public static boolean binds(String action) {
    int colon = action.indexOf(':');
    return colon > 0
        && SERVICES.contains(action.substring(0, colon))
        && !action.equalsIgnoreCase(EXCEPTED);
  }
}
