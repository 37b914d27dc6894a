package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2instanceconnect.Ec2InstanceConnectClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.servicequotas.ServiceQuotasClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sts.StsClient;

/** Things of each service that requests can be about, and how members of requests name them. */
enum Fixtures {
  S3("s3", S3Client.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      S3Client s3 = cloud.client(S3Client.class);
      String bucket = cloud.unique("denials");
      String empty = cloud.unique("denials");
      s3.createBucket(it -> it.bucket(bucket));
      s3.createBucket(it -> it.bucket(empty));
      s3.putObject(it -> it.bucket(bucket).key("key"), RequestBody.fromString("text"));
      s3.putObject(
          it -> it.bucket(bucket).key("archived").storageClass("GLACIER"),
          RequestBody.fromString("text"));
      String upload = s3.createMultipartUpload(it -> it.bucket(bucket).key("key")).uploadId();
      Map<String, Object> known = new HashMap<>();
      known.put("Bucket", bucket);
      known.put("Key", "key");
      known.put("UploadId", upload);
      known.put("RestoreObject.Key", "archived");
      known.put("RestoreRequest", Map.of("Days", 1));
      for (String copying : List.of("CopyObject", "UploadPartCopy")) {
        known.put(copying + ".DestinationBucket", bucket);
        known.put(copying + ".DestinationKey", "key");
      }
      known.put("CopySource", bucket + "/key");
      known.put("CreateBucket.Bucket", cloud.unique("denials"));
      known.put("DeleteBucket.Bucket", empty);
      known.put("Delete", Map.of("Objects", List.of(Map.of("Key", "key"))));
      known.put("ObjectAttributes", List.of("ETag"));
      known.put("Policy", resourcePolicy("s3:GetObject", "arn:aws:s3:::" + bucket + "/*", cloud));
      known.put("PutObjectTagging.Tagging", TAGGING);
      known.put("PutBucketTagging.Tagging", TAGGING);
      known.put("PutBucketVersioning.VersioningConfiguration", Map.of("Status", "Enabled"));
      known.put("PutBucketLogging.BucketLoggingStatus", Map.of());
      known.put("PutBucketInventoryConfiguration.Id", "report");
      known.put("PutBucketInventoryConfiguration.InventoryConfiguration", inventory(empty));
      known.put("Expression", "SELECT * FROM S3Object");
      known.put("ExpressionType", "SQL");
      known.put("InputSerialization", Map.of("CSV", Map.of()));
      known.put("OutputSerialization", Map.of("CSV", Map.of()));
      known.put("PutBucketAcl.ACL", "private");
      known.put("PutObjectAcl.ACL", "private");
      known.put("PutBucketLifecycleConfiguration.LifecycleConfiguration", LIFECYCLE);
      known.put("CompleteMultipartUpload.MultipartUpload", PARTS);
      known.put(
          "PutBucketNotificationConfiguration.NotificationConfiguration",
          Map.of("EventBridgeConfiguration", Map.of()));
      ReplicationFixture.addTo(known, cloud, s3);
      return known;
    }
  },
  S3_CONTROL("s3control", S3ControlClient.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      return AccessPointFixture.make(cloud);
    }
  },
  SQS("sqs", SqsClient.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      SqsClient sqs = cloud.client(SqsClient.class);
      String queue = withDeadLetters(cloud, sqs, "queue", "dead");
      withDeadLetters(cloud, sqs, "moving", "dying");
      String deadArn = queueArn(cloud, "dead");
      String dyingArn = queueArn(cloud, "dying");
      sqs.addPermission(
          it ->
              it.queueUrl(queue)
                  .label("there")
                  .actions("SendMessage")
                  .awsAccountIds(cloud.accountId()));
      sqs.sendMessage(it -> it.queueUrl(queue).messageBody("text"));
      String receipt =
          sqs.receiveMessage(it -> it.queueUrl(queue)).messages().getFirst().receiptHandle();
      Map<String, Object> known = new HashMap<>();
      known.put("QueueUrl", queue);
      known.put("QueueName", "queue");
      known.put("CreateQueue.QueueName", "another");
      known.put("GetQueueUrl.QueueOwnerAWSAccountId", cloud.accountId());
      known.put("GetQueueAttributes.AttributeNames", List.of("All"));
      known.put("SourceArn", deadArn);
      known.put("ReceiptHandle", receipt);
      known.put("Label", "another");
      known.put("RemovePermission.Label", "there");
      known.put("AWSAccountIds", List.of(cloud.accountId()));
      known.put("Actions", List.of("SendMessage"));
      known.put("MessageBody", "text");
      known.put("SetQueueAttributes.Attributes", Map.of("DelaySeconds", "1"));
      known.put("SendMessageBatch.Entries", List.of(Map.of("Id", "a", "MessageBody", "text")));
      Map<String, Object> receipts = Map.of("Id", "a", "ReceiptHandle", receipt);
      known.put("DeleteMessageBatch.Entries", List.of(receipts));
      known.put(
          "ChangeMessageVisibilityBatch.Entries",
          List.of(Map.of("Id", "a", "ReceiptHandle", receipt, "VisibilityTimeout", 7)));
      known.put("VisibilityTimeout", 7);
      known.put(
          "CancelMessageMoveTask.TaskHandle",
          sqs.startMessageMoveTask(it -> it.sourceArn(dyingArn).maxNumberOfMessagesPerSecond(1))
              .taskHandle());
      return known;
    }
  },
  STS("sts", StsClient.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      String role =
          cloud
              .client(IamClient.class)
              .createRole(it -> it.roleName("role").assumeRolePolicyDocument(trust(cloud)))
              .role()
              .arn();
      return Map.of(
          "RoleArn",
          role,
          "RoleSessionName",
          "session",
          "AccessKeyId",
          "AKIA0000000000000000",
          "SigningAlgorithm",
          "ES384",
          "TargetPrincipal",
          OrganizationFixture.memberWithRootTasks(cloud),
          "TaskPolicyArn",
          Map.of("arn", "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"));
    }
  },
  IAM("iam", IamClient.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      IamClient iam = cloud.client(IamClient.class);
      String document = Users.allow("sqs:ListQueues", "*");
      iam.createUser(it -> it.userName("user"));
      iam.createUser(it -> it.userName("bare"));
      iam.createGroup(it -> it.groupName("group"));
      iam.createRole(it -> it.roleName("role").assumeRolePolicyDocument(trust(cloud)));
      iam.createInstanceProfile(it -> it.instanceProfileName("profile"));
      String policy =
          iam.createPolicy(it -> it.policyName("policy").policyDocument(document)).policy().arn();
      iam.createPolicyVersion(it -> it.policyArn(policy).policyDocument(document));
      iam.putUserPolicy(it -> it.userName("user").policyName("inline").policyDocument(document));
      String key = iam.createAccessKey(it -> it.userName("user")).accessKey().accessKeyId();
      Map<String, Object> known = new HashMap<>();
      known.put("UserName", "user");
      known.put("GroupName", "group");
      known.put("RoleName", "role");
      known.put("InstanceProfileName", "profile");
      known.put("PolicyArn", policy);
      known.put("PolicyName", "inline");
      known.put("PolicyDocument", document);
      known.put("AssumeRolePolicyDocument", trust(cloud));
      known.put("UpdateAssumeRolePolicy.PolicyDocument", trust(cloud));
      known.put("PermissionsBoundary", policy);
      known.put("AccessKeyId", key);
      known.put("UpdateAccessKey.UserName", "user");
      known.put("DeleteAccessKey.UserName", "user");
      known.put("VersionId", "v2");
      known.put("Status", "Active");
      String account = "arn:aws:iam::" + cloud.accountId() + ":";
      known.put("PolicySourceArn", account + "user/user");
      known.put("Arn", account + "user/user");
      known.put("ServiceNamespaces", List.of("sqs"));
      known.put(
          "JobId",
          iam.generateServiceLastAccessedDetails(it -> it.arn(account + "user/user")).jobId());
      known.put("PolicyInputList", List.of(document));
      known.put("ActionNames", List.of("sqs:ListQueues"));
      known.put("OpenIDConnectProviderArn", account + "oidc-provider/example.com");
      known.put("SAMLProviderArn", account + "saml-provider/provider");
      known.put("SerialNumber", account + "mfa/device");
      known.put("Url", "https://example.com");
      known.put("ThumbprintList", List.of("a".repeat(40)));
      known.put("AWSServiceName", "autoscaling.amazonaws.com");
      known.put("CreateUser.UserName", "another");
      known.put("CreateGroup.GroupName", "another");
      known.put("CreateRole.RoleName", "another");
      known.put("CreateInstanceProfile.InstanceProfileName", "another");
      known.put("CreatePolicy.PolicyName", "another");
      known.put("DeleteUser.UserName", "bare");
      known.put("EntityPath", "o-a1b2c3d4e5/r-ab12");
      return known;
    }
  },
  KMS("kms", KmsClient.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      return KmsFixture.make(cloud);
    }
  },
  EC2("ec2", Ec2Client.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      Map<String, Object> known = NetworkFixture.make(cloud);
      LaunchTemplateFixture.addTo(known, cloud);
      return known;
    }
  },
  EBS("ebs", EbsClient.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      return BlockFixture.make(cloud);
    }
  },
  INSTANCE_CONNECT("ec2instanceconnect", Ec2InstanceConnectClient.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      return Map.of(
          "InstanceId",
          "i-0123456789abcdef0",
          "InstanceOSUser",
          "admin",
          "SSHPublicKey",
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS");
    }
  },
  ORGANIZATIONS("organizations", OrganizationsClient.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      return OrganizationFixture.make(cloud);
    }
  },
  CLOUDTRAIL("cloudtrail", CloudTrailClient.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      return TrailFixture.make(cloud);
    }
  },
  SERVICE_QUOTAS("servicequotas", ServiceQuotasClient.class) {
    @Override
    Map<String, Object> make(TestCloud cloud) {
      return QuotaFixture.make(cloud);
    }
  };

  private static final Map<String, ?> TAGGING =
      Map.of("TagSet", List.of(Map.of("Key", "a", "Value", "b")));

  private static Map<String, ?> inventory(String destination) {
    Map<String, ?> bucket = Map.of("Bucket", "arn:aws:s3:::" + destination, "Format", "CSV");
    return Map.of(
        "Id",
        "report",
        "IsEnabled",
        true,
        "IncludedObjectVersions",
        "Current",
        "Schedule",
        Map.of("Frequency", "Daily"),
        "Destination",
        Map.of("S3BucketDestination", bucket));
  }

  private static final Map<String, ?> LIFECYCLE =
      Map.of(
          "Rules",
          List.of(
              Map.of(
                  "ID",
                  "rule",
                  "Status",
                  "Enabled",
                  "Filter",
                  Map.of("Prefix", "a"),
                  "Expiration",
                  Map.of("Days", 1))));
  private static final Map<String, ?> PARTS =
      Map.of("Parts", List.of(Map.of("ETag", "\"etag\"", "PartNumber", 1)));

  private final String service;
  private final Class<? extends SdkClient> client;

  Fixtures(String service, Class<? extends SdkClient> client) {
    this.service = service;
    this.client = client;
  }

  String service() {
    return service;
  }

  Class<? extends SdkClient> client() {
    return client;
  }

  /** Makes the things, in the test's account. */
  abstract Map<String, Object> make(TestCloud cloud);

  private static String queueArn(TestCloud cloud, String name) {
    return "arn:aws:sqs:" + cloud.region() + ":" + cloud.accountId() + ":" + name;
  }

  /** Makes a queue with another one for its dead letters, which has a few. */
  private static String withDeadLetters(
      TestCloud cloud, SqsClient sqs, String name, String deadName) {
    String dead = sqs.createQueue(it -> it.queueName(deadName)).queueUrl();
    for (int i = 0; i < 5; i++) {
      sqs.sendMessage(it -> it.queueUrl(dead).messageBody("text"));
    }
    String redrive =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"3\"}"
            .formatted(queueArn(cloud, deadName));
    return sqs.createQueue(
            it -> it.queueName(name).attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, redrive)))
        .queueUrl();
  }

  private static String trust(TestCloud cloud) {
    return """
    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"%s"}}}\
    """
        .formatted(cloud.accountId());
  }

  private static String resourcePolicy(String action, String resource, TestCloud cloud) {
    return """
    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"%s","Resource":"%s","Principal":{"AWS":"%s"}}}\
    """
        .formatted(action, resource, cloud.accountId());
  }
}
