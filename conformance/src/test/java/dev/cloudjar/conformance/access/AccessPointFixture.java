package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;

/** A bucket, an access point with a policy, and what an account says of all its buckets. */
final class AccessPointFixture {
  private static final String POINT = "point";

  private AccessPointFixture() {}

  static Map<String, Object> make(TestCloud cloud) {
    String account = cloud.accountId();
    String bucket = cloud.unique("pointed");
    cloud.client(S3Client.class).createBucket(it -> it.bucket(bucket));
    S3ControlClient control = cloud.client(S3ControlClient.class);
    String arn =
        control
            .createAccessPoint(it -> it.accountId(account).name(POINT).bucket(bucket))
            .accessPointArn();
    control.putAccessPointPolicy(
        it -> it.accountId(account).name(POINT).policy(policy("s3:GetObject", arn, account)));
    control.putPublicAccessBlock(
        it ->
            it.accountId(account).publicAccessBlockConfiguration(all -> all.blockPublicAcls(true)));
    Map<String, Object> known = new HashMap<>(JobFixture.make(cloud));
    known.put("AccountId", account);
    known.put("Name", POINT);
    known.put("CreateAccessPoint.Name", "another");
    known.put("Bucket", bucket);
    known.put("Policy", policy("s3:PutObject", arn, account));
    known.put("PublicAccessBlockConfiguration", Map.of("IgnorePublicAcls", true));
    return known;
  }

  private static String policy(String action, String pointArn, String account) {
    return """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"%s","Resource":"%s/object/*","Principal":{"AWS":"%s"}}}"""
        .formatted(action, pointArn, account);
  }
}
