package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.iam.UserCredentials.SshKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iam.model.DeleteSshPublicKeyRequest;
import software.amazon.awssdk.services.iam.model.DeleteSshPublicKeyResponse;
import software.amazon.awssdk.services.iam.model.EncodingType;
import software.amazon.awssdk.services.iam.model.GetSshPublicKeyRequest;
import software.amazon.awssdk.services.iam.model.GetSshPublicKeyResponse;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysRequest;
import software.amazon.awssdk.services.iam.model.ListSshPublicKeysResponse;
import software.amazon.awssdk.services.iam.model.SSHPublicKey;
import software.amazon.awssdk.services.iam.model.SSHPublicKeyMetadata;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.UpdateSshPublicKeyRequest;
import software.amazon.awssdk.services.iam.model.UpdateSshPublicKeyResponse;
import software.amazon.awssdk.services.iam.model.UploadSshPublicKeyRequest;
import software.amazon.awssdk.services.iam.model.UploadSshPublicKeyResponse;

/** Keys by which users come to Git repositories. */
final class SshKeyOperations {
  private static final int MOST_OF_USER = 5;
  private static final Pattern FORM =
      Pattern.compile(
          "(ssh-rsa|ssh-ed25519|ecdsa-sha2-\\S+) ([A-Za-z0-9+/]+=*)(?: [^\\r\\n]*)?\\s*");
  private static final String NO_REPOSITORIES = "there are no Git repositories that ask for it";

  private final IamStore store;
  private final IamResources resources;

  SshKeyOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    ops.on(UploadSshPublicKeyRequest.class, UploadSshPublicKeyResponse.class, this::upload)
        .authorises("iam:UploadSSHPublicKey", (call, it) -> resources.user(call, it.userName()))
        .recordedOnly(NO_REPOSITORIES);
    ops.on(GetSshPublicKeyRequest.class, GetSshPublicKeyResponse.class, this::get)
        .authorises("iam:GetSSHPublicKey", (call, it) -> resources.user(call, it.userName()));
    ops.on(UpdateSshPublicKeyRequest.class, UpdateSshPublicKeyResponse.class, this::update)
        .authorises("iam:UpdateSSHPublicKey", (call, it) -> resources.user(call, it.userName()))
        .recordedOnly(NO_REPOSITORIES);
    ops.on(DeleteSshPublicKeyRequest.class, DeleteSshPublicKeyResponse.class, this::delete)
        .authorises("iam:DeleteSSHPublicKey", (call, it) -> resources.user(call, it.userName()));
    ops.on(ListSshPublicKeysRequest.class, ListSshPublicKeysResponse.class, this::list)
        .authorises("iam:ListSSHPublicKeys", (call, it) -> resources.user(call, it.userName()));
  }

  private UploadSshPublicKeyResponse upload(Call call, UploadSshPublicKeyRequest request) {
    SshKey key =
        new SshKey(
            request.sshPublicKeyBody(),
            fingerprint(request.sshPublicKeyBody()),
            true,
            IamStore.time(call));
    String id = store.newId("APKA");
    String userName =
        store.change(
            call.accountId(),
            transaction -> {
              User user = UserOperations.requireNamed(transaction, call, request.userName());
              var all =
                  UserCredentials.SSH_KEYS
                      .list(transaction, call.accountId(), user.id(), Paging.NONE)
                      .items();
              if (all.stream()
                  .anyMatch(it -> it.credential().fingerprint().equals(key.fingerprint()))) {
                throw IamFaults.duplicateSshKey();
              }
              if (all.size() >= MOST_OF_USER) {
                throw IamFaults.quota("SSHPublicKeysPerUser", MOST_OF_USER);
              }
              UserCredentials.SSH_KEYS.put(transaction, call.accountId(), user.id(), id, key);
              return user.name();
            });
    return UploadSshPublicKeyResponse.builder().sshPublicKey(shown(userName, id, key)).build();
  }

  /** As it was uploaded: in the form of SSH. */
  private GetSshPublicKeyResponse get(Call call, GetSshPublicKeyRequest request) {
    if (request.encoding() != EncodingType.SSH) {
      throw IamFaults.unrecognizedEncoding();
    }
    return store.read(
        snapshot -> {
          User user = UserOperations.requireNamed(snapshot, call, request.userName());
          SshKey key =
              UserCredentials.SSH_KEYS.require(
                  snapshot, call.accountId(), user.id(), request.sshPublicKeyId());
          return GetSshPublicKeyResponse.builder()
              .sshPublicKey(shown(user.name(), request.sshPublicKeyId(), key))
              .build();
        });
  }

  private UpdateSshPublicKeyResponse update(Call call, UpdateSshPublicKeyRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          User user = UserOperations.requireNamed(transaction, call, request.userName());
          String id = request.sshPublicKeyId();
          SshKey key =
              UserCredentials.SSH_KEYS.require(transaction, call.accountId(), user.id(), id);
          SshKey changed =
              new SshKey(
                  key.body(),
                  key.fingerprint(),
                  request.status() == StatusType.ACTIVE,
                  key.uploaded());
          UserCredentials.SSH_KEYS.put(transaction, call.accountId(), user.id(), id, changed);
          return id;
        });
    return UpdateSshPublicKeyResponse.builder().build();
  }

  private DeleteSshPublicKeyResponse delete(Call call, DeleteSshPublicKeyRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          User user = UserOperations.requireNamed(transaction, call, request.userName());
          UserCredentials.SSH_KEYS.delete(
              transaction, call.accountId(), user.id(), request.sshPublicKeyId());
          return user;
        });
    return DeleteSshPublicKeyResponse.builder().build();
  }

  private ListSshPublicKeysResponse list(Call call, ListSshPublicKeysRequest request) {
    return store.read(
        snapshot -> {
          User user = UserOperations.requireNamed(snapshot, call, request.userName());
          var page =
              UserCredentials.SSH_KEYS.list(
                  snapshot,
                  call.accountId(),
                  user.id(),
                  new Paging(request.marker(), request.maxItems()));
          return ListSshPublicKeysResponse.builder()
              .sshPublicKeys(page.map(it -> brief(user, it)).items())
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private static SSHPublicKeyMetadata brief(User user, UserCredentials.Held<SshKey> held) {
    return SSHPublicKeyMetadata.builder()
        .userName(user.name())
        .sshPublicKeyId(held.id())
        .status(status(held.credential().active()))
        .uploadDate(held.credential().uploaded())
        .build();
  }

  private static SSHPublicKey shown(String userName, String id, SshKey key) {
    return SSHPublicKey.builder()
        .userName(userName)
        .sshPublicKeyId(id)
        .fingerprint(key.fingerprint())
        .sshPublicKeyBody(key.body())
        .status(status(key.active()))
        .uploadDate(key.uploaded())
        .build();
  }

  static StatusType status(boolean active) {
    return active ? StatusType.ACTIVE : StatusType.INACTIVE;
  }

  private static String fingerprint(String body) {
    Matcher matcher = FORM.matcher(body);
    if (!matcher.matches()) {
      throw IamFaults.invalidSshKey();
    }
    try {
      byte[] blob = Base64.getDecoder().decode(matcher.group(2));
      byte[] type = matcher.group(1).getBytes(StandardCharsets.US_ASCII);
      // The blob begins with its own type, after its length.
      if (blob.length < 4 + type.length
          || !new String(blob, 4, type.length, StandardCharsets.US_ASCII)
              .equals(matcher.group(1))) {
        throw IamFaults.invalidSshKey();
      }
      return HexFormat.ofDelimiter(":")
          .formatHex(MessageDigest.getInstance("MD5").digest(blob))
          .toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw IamFaults.invalidSshKey();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
