package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ServerCertificateMetadata;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UploadServerCertificateRequest;

@CloudjarTest(rooms = IamRoom.class)
class CertificateOperationsTest {
  private final IamClient iam;
  private final TestCloud cloud;
  private final Instant from;
  private final Instant until;
  private final Certificates.Issued root;

  CertificateOperationsTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
    from = cloud.clock().now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    until = from.plus(Duration.ofDays(90));
    root = Certificates.selfSigned("root", from, until);
  }

  @Test
  void a_certificate_is_kept_with_its_path_dates_and_tags_and_never_shows_its_key() {
    var made =
        iam.uploadServerCertificate(
            upload("web", root).path("/cloudfront/a/").tags(Policies.tag("k", "v")).build());
    ServerCertificateMetadata data = made.serverCertificateMetadata();
    assertThat(made.tags()).containsExactly(Policies.tag("k", "v"));
    assertThat(data.serverCertificateId()).matches("ASCA[A-Z2-7]{17}");
    assertThat(data.arn())
        .isEqualTo("arn:aws:iam::" + cloud.accountId() + ":server-certificate/cloudfront/a/web");
    assertThat(data.expiration()).isEqualTo(until);
    assertThat(data.uploadDate()).isEqualTo(cloud.clock().now().truncatedTo(ChronoUnit.SECONDS));
    var found = iam.getServerCertificate(it -> it.serverCertificateName("WEB")).serverCertificate();
    assertThat(found.serverCertificateMetadata()).isEqualTo(data);
    assertThat(found.certificateBody()).isEqualTo(root.certificate().strip());
    assertThat(found.certificateChain()).isNull();
    assertThat(found.tags()).containsExactly(Policies.tag("k", "v"));
    refused(() -> iam.uploadServerCertificate(upload("Web", root).build()))
        .withCode("EntityAlreadyExists")
        .withStatus(409)
        .saying("The Server Certificate with name Web already exists.");
  }

  @Test
  void a_chain_leads_from_the_one_who_signed_it_upwards() {
    var middle = root.issue("middle", from, until);
    var leaf = middle.issue("leaf", from, until);
    String good = middle.certificate() + root.certificate();
    iam.uploadServerCertificate(upload("good", leaf).certificateChain(good).build());
    assertThat(
            iam.getServerCertificate(it -> it.serverCertificateName("good"))
                .serverCertificate()
                .certificateChain())
        .isEqualTo(good.strip());
    String message =
        "Unable to validate certificate chain. The certificate chain must start with the immediate"
            + " signing certificate, followed by any intermediaries in order. The index within the"
            + " chain of the invalid certificate is: ";
    String upsideDown = root.certificate() + middle.certificate();
    refused(
            () ->
                iam.uploadServerCertificate(
                    upload("bad", leaf).certificateChain(upsideDown).build()))
        .withCode("MalformedCertificate")
        .withStatus(400)
        .saying(message + "-1");
    String twice = middle.certificate() + leaf.certificate();
    refused(() -> iam.uploadServerCertificate(upload("bad", leaf).certificateChain(twice).build()))
        .saying(message + "1");
    refused(() -> iam.uploadServerCertificate(upload("bad", leaf).certificateChain("none").build()))
        .withCode("MalformedCertificate");
    refused(() -> iam.getServerCertificate(it -> it.serverCertificateName("bad")))
        .withCode("NoSuchEntity")
        .withStatus(404)
        .saying("The Server Certificate with name bad cannot be found.");
  }

  @Test
  void a_key_has_to_fit_its_certificate() {
    var other = Certificates.selfSigned("other", from, until);
    var curve = root.issue("curve", from, until);
    refused(() -> iam.uploadServerCertificate(upload("web", root).privateKey(other.key()).build()))
        .withCode("KeyPairMismatch")
        .withStatus(400);
    refused(() -> iam.uploadServerCertificate(upload("web", root).privateKey(curve.key()).build()))
        .withCode("KeyPairMismatch");
    refused(
            () ->
                iam.uploadServerCertificate(
                    upload("web", root).privateKey(root.certificate()).build()))
        .withCode("MalformedCertificate");
    String plain =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(root.keys().getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    iam.uploadServerCertificate(upload("web", root).privateKey(plain).build());
  }

  @Test
  void what_is_no_certificate_or_none_of_today_is_refused() {
    refused(
            () ->
                iam.uploadServerCertificate(upload("web", root).certificateBody("web.crt").build()))
        .withCode("MalformedCertificate")
        .withStatus(400)
        .saying("Unable to parse certificate. Please ensure the certificate is in PEM format.");
    refused(
            () ->
                iam.uploadServerCertificate(
                    upload("web", root)
                        .certificateBody(root.certificate() + root.certificate())
                        .build()))
        .withCode("MalformedCertificate");
    refused(() -> iam.uploadServerCertificate(upload("web", root).path("no/slash").build()))
        .withCode("ValidationError");
    var later = Certificates.selfSigned("later", until, until.plus(Duration.ofDays(30)));
    refused(() -> iam.uploadServerCertificate(upload("web", later).build()))
        .withCode("MalformedCertificate");
    cloud.clock().advance(Duration.ofDays(90));
    refused(() -> iam.uploadServerCertificate(upload("web", root).build()))
        .saying(
            "Certificate is no longer valid. The 'Not After' date restriction on the certificate"
                + " has passed.");
    iam.uploadServerCertificate(upload("web", later).build());
  }

  @Test
  void certificates_are_renamed_listed_page_by_page_and_deleted() {
    for (int i = 0; i < 20; i++) {
      iam.uploadServerCertificate(
          upload("c" + i, root).path(i % 2 == 0 ? "/even/" : "/odd/").build());
    }
    refused(() -> iam.uploadServerCertificate(upload("c20", root).build()))
        .withCode("LimitExceeded")
        .withStatus(409)
        .saying("Cannot exceed quota for ServerCertificatesPerAccount: 20");
    assertThat(iam.getAccountSummary().summaryMapAsStrings())
        .containsEntry("ServerCertificates", 20)
        .containsEntry("ServerCertificatesQuota", 20);
    assertThat(
            iam.listServerCertificatesPaginator(it -> it.pathPrefix("/even").maxItems(3)).stream()
                .flatMap(it -> it.serverCertificateMetadataList().stream()))
        .hasSize(10);
    iam.updateServerCertificate(
        it -> it.serverCertificateName("c1").newServerCertificateName("new").newPath("/new/"));
    refused(
            () ->
                iam.updateServerCertificate(
                    it -> it.serverCertificateName("new").newServerCertificateName("c2")))
        .withCode("EntityAlreadyExists");
    refused(
            () ->
                iam.updateServerCertificate(
                    it -> it.serverCertificateName("c1").newServerCertificateName("c30")))
        .withCode("NoSuchEntity");
    assertThat(
            iam.listServerCertificates(it -> it.pathPrefix("/new")).serverCertificateMetadataList())
        .extracting(ServerCertificateMetadata::serverCertificateName)
        .containsExactly("new");
    iam.deleteServerCertificate(it -> it.serverCertificateName("new"));
    refused(() -> iam.deleteServerCertificate(it -> it.serverCertificateName("new")))
        .withCode("NoSuchEntity");
    iam.uploadServerCertificate(upload("c20", root).build());
  }

  @Test
  void tags_of_a_certificate_are_added_and_removed() {
    iam.uploadServerCertificate(upload("web", root).build());
    iam.tagServerCertificate(
        it ->
            it.serverCertificateName("web")
                .tags(Policies.tag("a", "1"), Policies.tag("b", "2"), Policies.tag("c", "3")));
    iam.untagServerCertificate(it -> it.serverCertificateName("web").tagKeys("B"));
    var first = iam.listServerCertificateTags(it -> it.serverCertificateName("web").maxItems(1));
    assertThat(first.tags()).containsExactly(Policies.tag("a", "1"));
    assertThat(first.isTruncated()).isTrue();
    assertThat(
            iam.listServerCertificateTags(
                    it -> it.serverCertificateName("web").marker(first.marker()))
                .tags())
        .containsExactly(Policies.tag("c", "3"));
    refused(() -> iam.listServerCertificateTags(it -> it.serverCertificateName("none")))
        .withCode("NoSuchEntity");
  }

  @Test
  void a_user_has_two_signing_certificates_that_nobody_else_has() {
    iam.createUser(it -> it.userName("alice"));
    iam.createUser(it -> it.userName("bob"));
    String body = root.certificate();
    var made =
        iam.uploadSigningCertificate(it -> it.userName("alice").certificateBody(body))
            .certificate();
    assertThat(made.status()).isEqualTo(StatusType.ACTIVE);
    refused(() -> iam.uploadSigningCertificate(it -> it.userName("bob").certificateBody(body)))
        .withCode("DuplicateCertificate")
        .withStatus(409);
    refused(() -> iam.uploadSigningCertificate(it -> it.userName("bob").certificateBody("x")))
        .withCode("MalformedCertificate");
    for (String more : new String[] {"second", "third"}) {
      String another = root.issue(more, from, until).certificate();
      if (more.equals("third")) {
        refused(
                () ->
                    iam.uploadSigningCertificate(
                        it -> it.userName("alice").certificateBody(another)))
            .withCode("LimitExceeded");
      } else {
        iam.uploadSigningCertificate(it -> it.userName("alice").certificateBody(another));
      }
    }
    refused(() -> iam.deleteUser(it -> it.userName("alice"))).withCode("DeleteConflict");
    iam.deleteSigningCertificate(it -> it.userName("alice").certificateId(made.certificateId()));
    iam.uploadSigningCertificate(it -> it.userName("bob").certificateBody(body));
    assertThat(iam.listSigningCertificates(it -> it.userName("bob")).certificates()).hasSize(1);
  }

  private static UploadServerCertificateRequest.Builder upload(
      String name, Certificates.Issued issued) {
    return UploadServerCertificateRequest.builder()
        .serverCertificateName(name)
        .certificateBody(issued.certificate())
        .privateKey(issued.key());
  }
}
