package dev.cloudjar.ec2.instance;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.Ec2Room;
import dev.cloudjar.iam.IamRoom;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import dev.cloudjar.s3.S3Room;
import dev.cloudjar.sts.StsRoom;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The ways from a network to the cloud itself, walked from inside of instances. */
@CloudjarTest(
    rooms = {Ec2Room.class, IamRoom.class, StsRoom.class, S3Room.class},
    shared = false)
class ServiceWaysTest {
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
       "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
      """;

  private final Ec2Client ec2;
  private final IamClient iam;
  private final S3Client s3;
  private final TestCloud cloud;
  private final LaunchedInstances instances;

  ServiceWaysTest(Ec2Client ec2, IamClient iam, S3Client s3, TestCloud cloud) {
    this.ec2 = ec2;
    this.iam = iam;
    this.s3 = s3;
    this.cloud = cloud;
    this.instances = new LaunchedInstances(ec2, cloud);
    cloud.clock().freeze();
  }

  @BeforeAll
  static void needsMachines() throws IOException {
    LaunchedInstances.assumeMachines();
  }

  /** A network without a way outside, that knows names, and an instance in it. */
  private record Isolated(String vpc, String subnet, String table, InstanceShell shell) {
    String address() {
      return shell.instance().privateIpAddress();
    }
  }

  private Isolated isolated(String first, String profile) {
    String vpc = ec2.createVpc(it -> it.cidrBlock(first + ".0.0/16")).vpc().vpcId();
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsHostnames(value -> value.value(true)));
    String subnet =
        ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock(first + ".1.0/24")).subnet().subnetId();
    String table = ec2.createRouteTable(it -> it.vpcId(vpc)).routeTable().routeTableId();
    ec2.associateRouteTable(it -> it.routeTableId(table).subnetId(subnet));
    String id =
        instances.run(
            InstanceShell.SERVER,
            it -> {
              it.subnetId(subnet);
              if (!profile.isEmpty()) {
                it.iamInstanceProfile(p -> p.name(profile));
              }
            });
    return new Isolated(vpc, subnet, table, new InstanceShell(cloud, instances.describe(id)));
  }

  private void end(InstanceShell... shells) {
    for (InstanceShell each : shells) {
      ec2.terminateInstances(it -> it.instanceIds(each.instance().instanceId()));
    }
    cloud.clock().settle();
  }

  private String presigned(String scheme, String bucket, String key) {
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(URI.create(scheme + "://s3.us-east-1.amazonaws.com"))
            .region(cloud.region())
            .credentialsProvider(cloud.credentials())
            .build()) {
      return presigner
          .presignGetObject(
              it ->
                  it.signatureDuration(Duration.ofHours(1))
                      .getObjectRequest(get -> get.bucket(bucket).key(key)))
          .url()
          .toString();
    }
  }

  private static String get(String url) {
    return "curl -s -m 4 '" + url + "' || echo \"curl: $?\"";
  }

  private String bucket() {
    String bucket = cloud.unique("ways");
    s3.createBucket(it -> it.bucket(bucket));
    s3.putObject(it -> it.bucket(bucket).key("greeting"), RequestBody.fromString("hello"));
    return bucket;
  }

  private void only(String bucket, String condition) {
    s3.putBucketPolicy(
        it ->
            it.bucket(bucket)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
                     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::%s/*",
                     "Condition": {%s}}]}
                    """
                        .formatted(bucket, condition)));
  }

  @Behaviour("S3-NET-01")
  @Test
  void a_gateway_endpoint_leads_to_s3_and_a_bucket_can_insist_on_it() throws Exception {
    String bucket = bucket();
    Isolated inside = isolated("10.70", "");
    InstanceShell shell = inside.shell();
    Instance other = instances.describe(instances.run(InstanceShell.SERVER, it -> {}));
    InstanceShell outside = new InstanceShell(cloud, other);
    String plain = presigned("http", bucket, "greeting");
    String secure = presigned("https", bucket, "greeting");
    assertThat(shell.run(get(plain))).as("no way").startsWith("curl: ");
    assertThat(outside.run(get(plain))).as("by the internet").isEqualTo("hello");
    assertThat(outside.run(get(secure))).as("by the internet, over TLS").isEqualTo("hello");

    VpcEndpoint endpoint =
        ec2.createVpcEndpoint(
                it ->
                    it.vpcId(inside.vpc())
                        .serviceName("com.amazonaws.us-east-1.s3")
                        .routeTableIds(inside.table()))
            .vpcEndpoint();
    String id = endpoint.vpcEndpointId();
    assertThat(shell.run(get(plain))).isEqualTo("hello");
    assertThat(shell.run(get(secure))).isEqualTo("hello");

    only(bucket, "\"StringNotEquals\": {\"aws:SourceVpce\": \"%s\"}".formatted(id));
    assertThat(shell.run(get(plain))).isEqualTo("hello");
    assertThat(outside.run(get(plain))).contains("<Code>AccessDenied</Code>");
    refused(() -> s3.getObjectAsBytes(it -> it.bucket(bucket).key("greeting")))
        .withCode("AccessDenied");
    assertThat(
            outside.run(
                get(plain)
                    .replace(
                        "-m 4",
                        "-m 4 -H 'aws:SourceVpce: %1$s' -H 'x-amz-source-vpce: %1$s'".formatted(id)
                            + " -H 'x-forwarded-for: %s'".formatted(inside.address()))))
        .as("nobody is believed what they say of their way")
        .contains("AccessDenied");
    assertThat(forged(plain, bucket, id)).contains("AccessDenied");

    only(
        bucket,
        "\"StringNotEquals\": {\"aws:SourceVpc\": \"%s\"}".formatted(inside.vpc())
            + ", \"NotIpAddress\": {\"aws:VpcSourceIp\": \"10.71.0.0/16\"}");
    assertThat(shell.run(get(plain))).isEqualTo("hello");
    only(bucket, "\"IpAddress\": {\"aws:VpcSourceIp\": \"%s/32\"}".formatted(inside.address()));
    assertThat(shell.run(get(plain))).contains("AccessDenied");
    assertThat(outside.run(get(plain))).isEqualTo("hello");
    only(bucket, "\"Null\": {\"aws:SourceIp\": \"true\"}");
    assertThat(shell.run(get(plain))).as("has no address outside").contains("AccessDenied");
    s3.deleteBucketPolicy(it -> it.bucket(bucket));

    ec2.modifyVpcEndpoint(
        it ->
            it.vpcEndpointId(id)
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                     "Action": "s3:*", "Resource": "arn:aws:s3:::another/*"}]}
                    """));
    assertThat(shell.run(get(plain)))
        .contains("AccessDenied", "because no VPC endpoint policy allows the s3:GetObject action");
    ec2.modifyVpcEndpoint(it -> it.vpcEndpointId(id).resetPolicy(true));
    assertThat(shell.run(get(plain))).isEqualTo("hello");
    assertThat(
            shell.run(
                "curl -s -m 4 -o /dev/null -w %{http_code} -H 'Host: sts.us-east-1.amazonaws.com'"
                    + " 'http://s3.us-east-1.amazonaws.com/"
                    + "?Action=GetCallerIdentity&Version=2011-06-15'"))
        .as("the endpoint leads to S3 alone")
        .isEqualTo("421");
    assertThat(
            shell.run(
                "curl -s -m 4 -o /dev/null -w %{http_code}"
                    + " http://s3.us-east-1.amazonaws.com/_cloudjar/health"))
        .as("nobody inside gets to see who runs this")
        .isNotEqualTo("200");

    ec2.deleteVpcEndpoints(it -> it.vpcEndpointIds(id));
    assertThat(shell.run(get(plain))).as("no way any more").startsWith("curl: ");
    end(shell, outside);
  }

  private String forged(String plain, String bucket, String endpointId) throws Exception {
    String path = plain.substring(plain.indexOf("/greeting"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + cloud.port() + "/" + bucket + path))
                  .header("aws-SourceVpce", endpointId)
                  .header("X-Amz-Source-Vpce", endpointId)
                  .header("X-Amz-Vpc-Endpoint-Id", endpointId)
                  .header("Forwarded", "for=10.70.1.4;host=s3.us-east-1.amazonaws.com")
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  @Behaviour({"VPC-01", "EC2-IMDS-02"})
  @Test
  void a_role_calls_through_an_interface_endpoint_as_its_policy_and_the_endpoint_s_allow() {
    iam.createRole(it -> it.roleName("viewer").assumeRolePolicyDocument(TRUST));
    iam.createInstanceProfile(it -> it.instanceProfileName("viewer"));
    iam.addRoleToInstanceProfile(it -> it.instanceProfileName("viewer").roleName("viewer"));
    Isolated inside = isolated("10.72", "viewer");
    InstanceShell shell = inside.shell();
    String group =
        ec2.createSecurityGroup(
                it -> it.vpcId(inside.vpc()).groupName("endpoint").description("endpoint"))
            .groupId();
    VpcEndpoint endpoint =
        ec2.createVpcEndpoint(
                it ->
                    it.vpcId(inside.vpc())
                        .serviceName("com.amazonaws.us-east-1.ec2")
                        .vpcEndpointType("Interface")
                        .subnetIds(inside.subnet())
                        .securityGroupIds(group))
            .vpcEndpoint();
    String address =
        ec2.describeNetworkInterfaces(it -> it.networkInterfaceIds(endpoint.networkInterfaceIds()))
            .networkInterfaces()
            .getFirst()
            .privateIpAddress();
    assertThat(address).startsWith("10.72.1.");
    assertThat(shell.run("dig +short ec2.us-east-1.amazonaws.com")).isEqualTo(address);
    assertThat(shell.run("dig +short " + endpoint.dnsEntries().getFirst().dnsName()))
        .isEqualTo(address);
    assertThat(shell.run("dig +short sts.us-east-1.amazonaws.com")).isEqualTo("198.51.100.100");
    assertThat(shell.run("curl -s http://169.254.169.254/latest/meta-data/iam/"))
        .as("the role's policy is not told")
        .isEqualTo("info\nsecurity-credentials/");

    assertThat(shell.run(call("DescribeVpcs"))).as("shut by its group").isEqualTo("curl: 28");
    ec2.authorizeSecurityGroupIngress(
        it ->
            it.groupId(group)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(443)
                        .toPort(443)
                        .ipRanges(IpRange.builder().cidrIp(inside.address() + "/32").build())
                        .build()));
    assertThat(shell.run(call("DescribeVpcs"))).contains("<Code>UnauthorizedOperation</Code>");
    allow("\"Condition\": {\"StringEquals\": {\"aws:SourceVpce\": \"vpce-1\"}},");
    assertThat(shell.run(call("DescribeVpcs"))).contains("UnauthorizedOperation");
    allow(
        "\"Condition\": {\"StringEquals\": {\"aws:SourceVpce\": \"%s\"}},"
            .formatted(endpoint.vpcEndpointId()));
    assertThat(shell.run(call("DescribeVpcs"))).contains("<vpcId>" + inside.vpc() + "</vpcId>");
    assertThat(shell.run(call("DescribeSubnets"))).contains("UnauthorizedOperation");

    ec2.modifyVpcEndpoint(
        it ->
            it.vpcEndpointId(endpoint.vpcEndpointId())
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                     "Action": "ec2:DescribeSubnets", "Resource": "*"}]}
                    """));
    assertThat(shell.run(call("DescribeVpcs"))).contains("UnauthorizedOperation");
    ec2.modifyVpcEndpoint(
        it -> it.vpcEndpointId(endpoint.vpcEndpointId()).privateDnsEnabled(false));
    assertThat(shell.run("dig +short ec2.us-east-1.amazonaws.com")).isEqualTo("198.51.100.100");
    ec2.deleteVpcEndpoints(it -> it.vpcEndpointIds(endpoint.vpcEndpointId()));
    end(shell);
  }

  /** Lets the role see networks, on a condition. */
  private void allow(String condition) {
    iam.putRolePolicy(
        it ->
            it.roleName("viewer")
                .policyName("sees")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", %s
                     "Action": "ec2:DescribeVpcs", "Resource": "*"}]}
                    """
                        .formatted(condition)));
  }

  /** A call in the role's name, with what the instance learns of it. */
  private static String call(String action) {
    return """
    base=http://169.254.169.254/latest/meta-data/iam/security-credentials
    role=$(curl -s $base/)
    curl -s $base/$role >/tmp/credentials
    value() { sed -n "s/.*\\"$1\\" : \\"\\(.*\\)\\".*/\\1/p" /tmp/credentials; }
    curl -s -m 4 --aws-sigv4 aws:amz:us-east-1:ec2 --user "$(value AccessKeyId):$(value SecretAccessKey)" \
      -H "x-amz-security-token: $(value Token)" \
      'https://ec2.us-east-1.amazonaws.com/?Action=%s&Version=2016-11-15' || echo "curl: $?"
    """
        .formatted(action);
  }
}
