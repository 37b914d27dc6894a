package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.iam.UserCredentials.SigningCertificate;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Table;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.DeleteSigningCertificateRequest;
import software.amazon.awssdk.services.iam.model.DeleteSigningCertificateResponse;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesRequest;
import software.amazon.awssdk.services.iam.model.ListSigningCertificatesResponse;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateSigningCertificateRequest;
import software.amazon.awssdk.services.iam.model.UpdateSigningCertificateResponse;
import software.amazon.awssdk.services.iam.model.UploadSigningCertificateRequest;
import software.amazon.awssdk.services.iam.model.UploadSigningCertificateResponse;

/** Certificates of users and of roots. */
final class SigningCertificateOperations {
  private static final int MOST_OF_USER = 2;
  private static final String NO_SOAP = "nothing takes requests that a certificate signs";

  /** Those of all users: no two of them have the same one. */
  private static final Table<Key, Marker> PRINTS =
      Key.table("signing-certificate-print", 2, Marker.class);

  private final IamStore store;
  private final IamResources resources;

  /**
   * Whose certificates.
   *
   * @param userName none for the root
   */
  private record Owner(String id, @Nullable String userName) {
    static Owner of(Snapshot snapshot, Call call, @Nullable String userName) {
      if (userName == null && call.principal() instanceof Principal.Root root) {
        return new Owner(root.accountId(), null);
      }
      User user = UserOperations.requireNamed(snapshot, call, userName);
      return new Owner(user.id(), user.name());
    }
  }

  SigningCertificateOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    ops.on(
            UploadSigningCertificateRequest.class,
            UploadSigningCertificateResponse.class,
            this::upload)
        .authorises(
            "iam:UploadSigningCertificate", (call, it) -> resources.user(call, it.userName()))
        .recordedOnly(NO_SOAP);
    ops.on(
            UpdateSigningCertificateRequest.class,
            UpdateSigningCertificateResponse.class,
            this::update)
        .authorises(
            "iam:UpdateSigningCertificate", (call, it) -> resources.user(call, it.userName()))
        .recordedOnly(NO_SOAP);
    ops.on(
            DeleteSigningCertificateRequest.class,
            DeleteSigningCertificateResponse.class,
            this::delete)
        .authorises(
            "iam:DeleteSigningCertificate", (call, it) -> resources.user(call, it.userName()));
    ops.on(ListSigningCertificatesRequest.class, ListSigningCertificatesResponse.class, this::list)
        .authorises(
            "iam:ListSigningCertificates", (call, it) -> resources.user(call, it.userName()));
  }

  private UploadSigningCertificateResponse upload(
      Call call, UploadSigningCertificateRequest request) {
    String print = CertificateFiles.fingerprint(request.certificateBody());
    var certificate = new SigningCertificate(request.certificateBody(), true, IamStore.time(call));
    String id = store.newCertificateId();
    Owner holder =
        store.change(
            call.accountId(),
            transaction -> {
              Owner owner = Owner.of(transaction, call, request.userName());
              if (UserCredentials.SIGNING_CERTIFICATES.count(
                      transaction, call.accountId(), owner.id())
                  >= MOST_OF_USER) {
                throw IamFaults.quota("CertificatesPerUser", MOST_OF_USER);
              }
              Key known = Key.of(call.accountId(), print);
              if (PRINTS.get(transaction, known) != null) {
                throw IamFaults.duplicateCertificate();
              }
              PRINTS.put(transaction, known, new Marker());
              UserCredentials.SIGNING_CERTIFICATES.put(
                  transaction, call.accountId(), owner.id(), id, certificate);
              return owner;
            });
    return UploadSigningCertificateResponse.builder()
        .certificate(shown(holder, new UserCredentials.Held<>(id, certificate)))
        .build();
  }

  private UpdateSigningCertificateResponse update(
      Call call, UpdateSigningCertificateRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          Owner owner = Owner.of(transaction, call, request.userName());
          var before =
              UserCredentials.SIGNING_CERTIFICATES.require(
                  transaction, call.accountId(), owner.id(), request.certificateId());
          UserCredentials.SIGNING_CERTIFICATES.put(
              transaction,
              call.accountId(),
              owner.id(),
              request.certificateId(),
              new SigningCertificate(
                  before.body(), request.status() == StatusType.ACTIVE, before.uploaded()));
          return owner;
        });
    return UpdateSigningCertificateResponse.builder().build();
  }

  private DeleteSigningCertificateResponse delete(
      Call call, DeleteSigningCertificateRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          Owner owner = Owner.of(transaction, call, request.userName());
          String body =
              UserCredentials.SIGNING_CERTIFICATES
                  .require(transaction, call.accountId(), owner.id(), request.certificateId())
                  .body();
          PRINTS.delete(transaction, Key.of(call.accountId(), CertificateFiles.fingerprint(body)));
          UserCredentials.SIGNING_CERTIFICATES.delete(
              transaction, call.accountId(), owner.id(), request.certificateId());
          return owner;
        });
    return DeleteSigningCertificateResponse.builder().build();
  }

  private ListSigningCertificatesResponse list(Call call, ListSigningCertificatesRequest request) {
    return store.read(
        snapshot -> {
          Owner owner = Owner.of(snapshot, call, request.userName());
          var page =
              UserCredentials.SIGNING_CERTIFICATES.list(
                  snapshot,
                  call.accountId(),
                  owner.id(),
                  new Paging(request.marker(), request.maxItems()));
          return ListSigningCertificatesResponse.builder()
              .certificates(page.map(it -> shown(owner, it)).items())
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private static software.amazon.awssdk.services.iam.model.SigningCertificate shown(
      Owner owner, UserCredentials.Held<SigningCertificate> held) {
    return software.amazon.awssdk.services.iam.model.SigningCertificate.builder()
        .userName(owner.userName())
        .certificateId(held.id())
        .certificateBody(held.credential().body())
        .status(SshKeyOperations.status(held.credential().active()))
        .uploadDate(held.credential().uploaded())
        .build();
  }
}
