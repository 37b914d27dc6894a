package dev.cloudjar.ec2.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.ec2.metadata.InstanceMetadata.Interface;
import dev.cloudjar.ec2.metadata.InstanceMetadata.Interruption;
import dev.cloudjar.ec2.metadata.InstanceMetadata.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetadataResponderTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String LIFETIME = "x-aws-ec2-metadata-token-ttl-seconds";
  private static final String TOKEN = "x-aws-ec2-metadata-token";
  private static final MetadataOptions REQUIRED = new MetadataOptions(true, true, 2, false);

  private final MetadataResponder responder =
      new MetadataResponder(
          new byte[] {1, 2, 3}, instance -> Optional.of("{\"Code\" : \"Success\"}"));
  private final InstanceMetadata instance = instance("i-0123456789abcdef0");

  @Test
  void lists_and_tells_as_a_tree() {
    assertThat(get("/")).contains("1.0").contains("latest");
    assertThat(get("/latest/")).isEqualTo("dynamic\nmeta-data\nuser-data");
    assertThat(get("/latest/meta-data/").lines())
        .contains("ami-id", "instance-id", "placement/", "iam/", "public-keys/", "mac");
    assertThat(get("/latest/meta-data")).isEqualTo(get("/latest/meta-data/"));
    assertThat(get("/2021-07-15/meta-data/instance-id")).isEqualTo("i-0123456789abcdef0");
    assertThat(get("/latest/meta-data/placement/availability-zone")).isEqualTo("us-east-1a");
    assertThat(get("/latest/meta-data/public-keys/")).isEqualTo("0=mine");
    assertThat(get("/latest/meta-data/public-keys/0/")).isEqualTo("openssh-key");
    assertThat(get("/latest/meta-data/public-keys/0/openssh-key")).isEqualTo("ssh-rsa AAAA mine");
    assertThat(get("/latest/user-data")).isEqualTo("#!/bin/sh\necho\n");
    assertThat(get("/latest/meta-data/network/interfaces/macs/")).isEqualTo("0a:00:00:00:00:01/");
    assertThat(get("/latest/meta-data/network/interfaces/macs/0a:00:00:00:00:01/local-ipv4s"))
        .isEqualTo("10.0.0.5");
    assertThat(get("/latest/dynamic/instance-identity/document"))
        .contains("\"privateIp\" : \"10.0.0.5\"");
    assertThat(get("/latest/meta-data/iam/security-credentials/")).isEqualTo("reader");
    assertThat(get("/latest/meta-data/iam/security-credentials/reader")).contains("Success");
    assertThat(get("/latest/meta-data/spot/instance-action"))
        .isEqualTo("{\"action\": \"terminate\", \"time\": \"2026-01-02T03:06:05Z\"}");
    assertThat(get("/latest/meta-data/managed-ssh-keys/active-keys/")).isEqualTo("admin");
    assertThat(get("/latest/meta-data/managed-ssh-keys/active-keys/admin"))
        .isEqualTo("ssh-rsa BBBB\nssh-rsa CCCC");
    assertThat(ask("GET", "/latest/meta-data/tags/instance/", Map.of()).status()).isEqualTo(404);
    assertThat(ask("GET", "/latest/meta-data/nothing", Map.of()).status()).isEqualTo(404);
    assertThat(ask("GET", "/latest/meta-data/ key", Map.of()).status()).isEqualTo(404);
    assertThat(ask("GET", "/3.0/meta-data", Map.of()).status()).isEqualTo(404);
  }

  @Test
  void a_token_holds_for_its_time_and_its_instance() {
    MetadataAnswer token = put(Map.of(LIFETIME, "60"), REQUIRED);
    assertThat(token.status()).isEqualTo(200);
    assertThat(token.hopLimit()).isEqualTo(2);
    Map<String, String> with = Map.of(TOKEN, token.body());

    assertThat(answer(REQUIRED, with, NOW.plusSeconds(59)).status()).isEqualTo(200);
    assertThat(answer(REQUIRED, with, NOW.plusSeconds(60)).status()).isEqualTo(401);
    assertThat(answer(REQUIRED, Map.of(), NOW).status()).isEqualTo(401);
    assertThat(answer(REQUIRED, Map.of(TOKEN, "made up"), NOW).status()).isEqualTo(401);
    assertThat(answer(MetadataOptions.DEFAULTS, Map.of(TOKEN, "made up"), NOW).status())
        .isEqualTo(401);
    assertThat(
            responder
                .answer(
                    instance("i-00000000000000000"),
                    REQUIRED,
                    new MetadataRequest("GET", "/latest/meta-data/", with),
                    NOW)
                .status())
        .as("another instance's")
        .isEqualTo(401);
  }

  @Test
  void tokens_are_refused_where_they_are_asked_for_wrongly() {
    assertThat(put(Map.of(), REQUIRED).status()).isEqualTo(400);
    assertThat(put(Map.of(LIFETIME, "0"), REQUIRED).status()).isEqualTo(400);
    assertThat(put(Map.of(LIFETIME, "21601"), REQUIRED).status()).isEqualTo(400);
    assertThat(put(Map.of(LIFETIME, "21600"), REQUIRED).status()).isEqualTo(200);
    assertThat(put(Map.of(LIFETIME, "60", "x-forwarded-for", "10.0.0.1"), REQUIRED).status())
        .isEqualTo(403);
    assertThat(ask("GET", "/latest/api/token", Map.of()).status()).isEqualTo(405);
    assertThat(ask("POST", "/latest/meta-data/", Map.of()).status()).isEqualTo(405);
    assertThat(put(Map.of(LIFETIME, "60"), new MetadataOptions(false, false, 1, false)).status())
        .isEqualTo(403);
  }

  private MetadataAnswer put(Map<String, String> headers, MetadataOptions options) {
    return responder.answer(
        instance, options, new MetadataRequest("PUT", "/latest/api/token", headers), NOW);
  }

  private MetadataAnswer answer(MetadataOptions options, Map<String, String> headers, Instant now) {
    return responder.answer(
        instance, options, new MetadataRequest("GET", "/latest/meta-data/", headers), now);
  }

  private String get(String path) {
    MetadataAnswer answer = ask("GET", path, Map.of());
    assertThat(answer.status()).as(path).isEqualTo(200);
    return answer.body();
  }

  private MetadataAnswer ask(String method, String path, Map<String, String> headers) {
    return responder.answer(
        instance, MetadataOptions.DEFAULTS, new MetadataRequest(method, path, headers), NOW);
  }

  private static InstanceMetadata instance(String id) {
    return new InstanceMetadata(
        "123456789012",
        "us-east-1",
        "us-east-1a",
        "use1-az1",
        id,
        "t3.micro",
        "x86_64",
        "spot",
        "ami-1",
        0,
        "r-1",
        NOW,
        "ip-10-0-0-5.ec2.internal",
        "10.0.0.5",
        Optional.empty(),
        Optional.empty(),
        Map.of("ami", "/dev/xvda", "root", "/dev/xvda"),
        Optional.of(new InstanceMetadata.Key("mine", "ssh-rsa AAAA mine")),
        Optional.of("#!/bin/sh\necho\n"),
        Optional.of(new Profile("arn", "AIPA", "reader", NOW)),
        List.of(
            new Interface(
                "eni-1",
                "0a:00:00:00:00:01",
                0,
                "ip-10-0-0-5.ec2.internal",
                List.of("10.0.0.5"),
                Optional.empty(),
                Optional.empty(),
                List.of("default"),
                List.of("sg-1"),
                "subnet-1",
                "10.0.0.0/24",
                "vpc-1",
                List.of("10.0.0.0/16"))),
        Optional.empty(),
        Optional.of(new Interruption("terminate", NOW.plusSeconds(120))),
        Map.of("admin", List.of("ssh-rsa BBBB", "ssh-rsa CCCC")));
  }
}
