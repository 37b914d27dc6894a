package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.DeleteServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.DeleteServerCertificateResponse;
import software.amazon.awssdk.services.iam.model.GetServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.GetServerCertificateResponse;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListServerCertificatesResponse;
import software.amazon.awssdk.services.iam.model.ServerCertificateMetadata;
import software.amazon.awssdk.services.iam.model.UpdateServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.UpdateServerCertificateResponse;
import software.amazon.awssdk.services.iam.model.UploadServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.UploadServerCertificateResponse;

/** Certificates of servers, each with its key. */
final class ServerCertificateOperations {
  private final IamStore store;
  private final IamResources resources;

  ServerCertificateOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    ops.on(
            UploadServerCertificateRequest.class,
            UploadServerCertificateResponse.class,
            this::upload)
        .authorises(
            (call, it) ->
                IamResources.creation(
                    "iam:UploadServerCertificate",
                    resources.fresh(
                        call, Kind.SERVER_CERTIFICATE, it.path(), it.serverCertificateName()),
                    TagOperations.map(it.tags()),
                    null))
        .authorises(
            (call, it) ->
                IamResources.tagging(
                    "iam:TagServerCertificate",
                    resources.fresh(
                        call, Kind.SERVER_CERTIFICATE, it.path(), it.serverCertificateName()),
                    TagOperations.map(it.tags())))
        .recordedMember("PrivateKey", "no service here shows the certificate to its clients yet");
    ops.on(GetServerCertificateRequest.class, GetServerCertificateResponse.class, this::get)
        .authorises(
            "iam:GetServerCertificate",
            (call, it) -> resources.serverCertificate(call, it.serverCertificateName()));
    ops.on(
            UpdateServerCertificateRequest.class,
            UpdateServerCertificateResponse.class,
            this::update)
        .authorises(
            "iam:UpdateServerCertificate",
            (call, it) -> resources.serverCertificate(call, it.serverCertificateName()))
        .authorises(
            "iam:UpdateServerCertificate",
            (call, it) ->
                it.newServerCertificateName() == null && it.newPath() == null
                    ? resources.serverCertificate(call, it.serverCertificateName())
                    : resources.fresh(
                        call,
                        Kind.SERVER_CERTIFICATE,
                        it.newPath(),
                        Objects.requireNonNullElse(
                            it.newServerCertificateName(), it.serverCertificateName())));
    ops.on(
            DeleteServerCertificateRequest.class,
            DeleteServerCertificateResponse.class,
            this::delete)
        .authorises(
            "iam:DeleteServerCertificate",
            (call, it) -> resources.serverCertificate(call, it.serverCertificateName()));
    ops.on(ListServerCertificatesRequest.class, ListServerCertificatesResponse.class, this::list)
        .authorises(
            "iam:ListServerCertificates",
            (call, it) -> resources.fresh(call, Kind.SERVER_CERTIFICATE, it.pathPrefix(), "*"));
  }

  private UploadServerCertificateResponse upload(
      Call call, UploadServerCertificateRequest request) {
    Optional<String> chain = Optional.ofNullable(request.certificateChain()).map(String::strip);
    var parsed =
        CertificateFiles.serverCertificate(
            request.certificateBody(), request.privateKey(), chain, call.time());
    ServerCertificate certificate =
        new ServerCertificate(
            Paths.checked(request.path()),
            request.serverCertificateName(),
            store.newId(Kind.SERVER_CERTIFICATE),
            IamStore.time(call),
            TagOperations.map(request.tags()),
            request.certificateBody().strip(),
            request.privateKey(),
            chain,
            parsed.getNotAfter().toInstant());
    store.change(
        call.accountId(),
        transaction -> {
          IamStore.SERVER_CERTIFICATES.add(transaction, call.accountId(), certificate);
          return certificate;
        });
    return UploadServerCertificateResponse.builder()
        .serverCertificateMetadata(shown(call.accountId(), certificate))
        .tags(TagOperations.tags(certificate.tags()))
        .build();
  }

  private GetServerCertificateResponse get(Call call, GetServerCertificateRequest request) {
    ServerCertificate certificate =
        store.read(
            snapshot ->
                IamStore.SERVER_CERTIFICATES.require(
                    snapshot, call.accountId(), request.serverCertificateName()));
    return GetServerCertificateResponse.builder()
        .serverCertificate(
            it ->
                it.serverCertificateMetadata(shown(call.accountId(), certificate))
                    .certificateBody(certificate.body())
                    .certificateChain(certificate.chain().orElse(null))
                    .tags(TagOperations.tags(certificate.tags())))
        .build();
  }

  private UpdateServerCertificateResponse update(
      Call call, UpdateServerCertificateRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          ServerCertificate certificate =
              IamStore.SERVER_CERTIFICATES.require(
                  transaction, call.accountId(), request.serverCertificateName());
          return IamStore.SERVER_CERTIFICATES.move(
              transaction,
              call.accountId(),
              certificate,
              request.newPath() == null ? certificate.path() : Paths.checked(request.newPath()),
              Objects.requireNonNullElse(request.newServerCertificateName(), certificate.name()));
        });
    return UpdateServerCertificateResponse.builder().build();
  }

  private DeleteServerCertificateResponse delete(
      Call call, DeleteServerCertificateRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          ServerCertificate certificate =
              IamStore.SERVER_CERTIFICATES.require(
                  transaction, call.accountId(), request.serverCertificateName());
          IamStore.SERVER_CERTIFICATES.remove(transaction, call.accountId(), certificate);
          return certificate;
        });
    return DeleteServerCertificateResponse.builder().build();
  }

  private ListServerCertificatesResponse list(Call call, ListServerCertificatesRequest request) {
    var page =
        store.read(
            snapshot ->
                IamStore.SERVER_CERTIFICATES.list(
                    snapshot,
                    call.accountId(),
                    Paths.prefix(request.pathPrefix()),
                    new Paging(request.marker(), request.maxItems())));
    return ListServerCertificatesResponse.builder()
        .serverCertificateMetadataList(page.map(it -> shown(call.accountId(), it)).items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  private static ServerCertificateMetadata shown(String account, ServerCertificate certificate) {
    return ServerCertificateMetadata.builder()
        .path(certificate.path())
        .serverCertificateName(certificate.name())
        .serverCertificateId(certificate.id())
        .arn(certificate.arn(account))
        .uploadDate(certificate.created())
        .expiration(certificate.expires())
        .build();
  }
}
