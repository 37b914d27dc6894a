package dev.cloudjar.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.S3Tag;

/** A job over many objects goes on where it was when the process was killed in its midst. */
final class JobKillTest {
  private static final String ACCOUNT = "000000000000";
  private static final int OBJECTS = 300;

  @Test
  void aJobGoesOnWhereItWas(@TempDir Path folder) throws IOException, InterruptedException {
    int port = CloudProcess.freePort();
    String job;
    try (CloudProcess cloud = CloudProcess.start(folder, port)) {
      job = begin(cloud.endpoint());
      try (S3ControlClient control = client(S3ControlClient.builder(), cloud.endpoint())) {
        while (done(describe(control, job)) == 0) {
          cloud.letItWork();
        }
      }
      cloud.kill();
    }
    try (CloudProcess cloud = CloudProcess.start(folder, port);
        S3ControlClient control = client(S3ControlClient.builder(), cloud.endpoint());
        S3Client s3 = s3(cloud.endpoint())) {
      assertThat(done(describe(control, job))).as("done before the kill").isPositive();
      while (describe(control, job).status() != JobStatus.COMPLETE) {
        assertThat(describe(control, job).status()).isNotEqualTo(JobStatus.FAILED);
        cloud.letItWork();
      }
      assertThat(describe(control, job).progressSummary().numberOfTasksSucceeded())
          .isEqualTo(OBJECTS);
      assertThat(s3.getObjectTagging(it -> it.bucket("jobs").key("key-0")).tagSet()).hasSize(1);
      assertThat(lines(s3, job)).hasSize(OBJECTS).doesNotHaveDuplicates();
    }
  }

  private static long done(JobDescriptor job) {
    return job.progressSummary().numberOfTasksSucceeded();
  }

  private static JobDescriptor describe(S3ControlClient control, String job) {
    return control.describeJob(it -> it.accountId(ACCOUNT).jobId(job)).job();
  }

  private static List<String> lines(S3Client s3, String job) {
    return s3
        .listObjectsV2(it -> it.bucket("reports").prefix("job-" + job + "/results/"))
        .contents()
        .stream()
        .flatMap(
            file ->
                s3.getObjectAsBytes(it -> it.bucket("reports").key(file.key()))
                    .asUtf8String()
                    .lines())
        .toList();
  }

  private static String begin(URI endpoint) {
    try (S3Client s3 = s3(endpoint);
        IamClient iam = client(IamClient.builder(), endpoint);
        S3ControlClient control = client(S3ControlClient.builder(), endpoint)) {
      s3.createBucket(it -> it.bucket("jobs"));
      s3.createBucket(it -> it.bucket("reports"));
      for (int i = 0; i < OBJECTS; i++) {
        String key = "key-" + i;
        s3.putObject(it -> it.bucket("jobs").key(key), RequestBody.fromString(key));
      }
      String role =
          iam.createRole(
                  it ->
                      it.roleName("jobs")
                          .assumeRolePolicyDocument(
                              """
                              {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
                               "Principal":{"Service":"batchoperations.s3.amazonaws.com"}}}"""))
              .role()
              .arn();
      iam.putRolePolicy(
          it ->
              it.roleName("jobs")
                  .policyName("s3")
                  .policyDocument(
                      """
                      {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"""));
      return control
          .createJob(
              it ->
                  it.accountId(ACCOUNT)
                      .roleArn(role)
                      .priority(1)
                      .clientRequestToken("token")
                      .operation(
                          o ->
                              o.s3PutObjectTagging(
                                  t -> t.tagSet(S3Tag.builder().key("by").value("job").build())))
                      .manifestGenerator(
                          g ->
                              g.s3JobManifestGenerator(
                                  s ->
                                      s.sourceBucket("arn:aws:s3:::jobs")
                                          .enableManifestOutput(false)))
                      .report(
                          r ->
                              r.enabled(true)
                                  .bucket("arn:aws:s3:::reports")
                                  .format("Report_CSV_20180820")
                                  .reportScope("AllTasks")))
          .jobId();
    }
  }

  private static S3Client s3(URI endpoint) {
    return client(S3Client.builder().forcePathStyle(true), endpoint);
  }

  /** The account stands before the host, so that nobody but the cloud itself knows its name. */
  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, URI endpoint) {
    return builder
        .endpointOverride(URI.create("http://localhost:" + endpoint.getPort()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClient(
            UrlConnectionHttpClient.builder()
                .proxyConfiguration(ProxyConfiguration.builder().endpoint(endpoint).build())
                .build())
        .build();
  }
}
