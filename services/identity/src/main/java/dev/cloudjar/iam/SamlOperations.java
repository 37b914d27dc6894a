package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.store.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.GetSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.GetSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProvidersResponse;
import software.amazon.awssdk.services.iam.model.SAMLPrivateKey;
import software.amazon.awssdk.services.iam.model.SAMLProviderListEntry;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderResponse;

/** SAML providers. */
final class SamlOperations {
  private static final String NO_DECRYPTION = "encrypted assertions are not read";
  private static final int MOST_KEYS = 2;

  private final IamStore store;

  SamlOperations(IamStore store) {
    this.store = store;
  }

  void register(Operations ops) {
    ops.on(CreateSamlProviderRequest.class, CreateSamlProviderResponse.class, this::create)
        .authorises(
            (call, it) ->
                IamResources.creation(
                    "iam:CreateSAMLProvider",
                    new Resource(
                        "arn:aws:iam::" + call.accountId() + ":saml-provider/" + it.name(),
                        call.accountId()),
                    TagOperations.map(it.tags()),
                    null))
        .recordedMember("AssertionEncryptionMode", NO_DECRYPTION)
        .recordedMember("AddPrivateKey", NO_DECRYPTION);
    ops.on(GetSamlProviderRequest.class, GetSamlProviderResponse.class, this::get)
        .authorises("iam:GetSAMLProvider", (call, it) -> resource(call, it.samlProviderArn()));
    ops.on(UpdateSamlProviderRequest.class, UpdateSamlProviderResponse.class, this::update)
        .authorises("iam:UpdateSAMLProvider", (call, it) -> resource(call, it.samlProviderArn()))
        .recordedMember("AssertionEncryptionMode", NO_DECRYPTION)
        .recordedMember("AddPrivateKey", NO_DECRYPTION)
        .recordedMember("RemovePrivateKey", NO_DECRYPTION);
    ops.on(DeleteSamlProviderRequest.class, DeleteSamlProviderResponse.class, this::delete)
        .authorises("iam:DeleteSAMLProvider", (call, it) -> resource(call, it.samlProviderArn()));
    ops.on(ListSamlProvidersRequest.class, ListSamlProvidersResponse.class, this::list)
        .authorises("iam:ListSAMLProviders", (call, it) -> Resource.any(call));
  }

  private CreateSamlProviderResponse create(Call call, CreateSamlProviderRequest request) {
    Instant now = IamStore.time(call);
    SamlProvider provider =
        new SamlProvider(
            request.name(),
            store.newId(Kind.SAML_PROVIDER),
            now,
            TagOperations.map(request.tags()),
            request.samlMetadataDocument(),
            SamlMetadata.validUntil(request.samlMetadataDocument(), now),
            Optional.ofNullable(request.assertionEncryptionModeAsString()),
            added(List.of(), request.addPrivateKey(), now));
    store.change(
        call.accountId(),
        transaction -> {
          IamStore.SAML.add(transaction, call.accountId(), provider);
          return provider;
        });
    return CreateSamlProviderResponse.builder()
        .samlProviderArn(provider.arn(call.accountId()))
        .tags(provider.tags().isEmpty() ? null : TagOperations.tags(provider.tags()))
        .build();
  }

  private GetSamlProviderResponse get(Call call, GetSamlProviderRequest request) {
    SamlProvider provider =
        store.read(snapshot -> require(snapshot, call, request.samlProviderArn()));
    return GetSamlProviderResponse.builder()
        .samlProviderUUID(provider.id())
        .samlMetadataDocument(provider.metadata())
        .createDate(provider.created())
        .validUntil(provider.validUntil())
        .tags(TagOperations.tags(provider.tags()))
        .assertionEncryptionMode(provider.encryption().orElse(null))
        .privateKeyList(
            provider.keys().stream()
                .map(it -> SAMLPrivateKey.builder().keyId(it.id()).timestamp(it.added()).build())
                .toList())
        .build();
  }

  private UpdateSamlProviderResponse update(Call call, UpdateSamlProviderRequest request) {
    Instant now = IamStore.time(call);
    store.change(
        call.accountId(),
        transaction -> {
          SamlProvider provider = require(transaction, call, request.samlProviderArn());
          String document = request.samlMetadataDocument();
          if (document != null) {
            provider = provider.described(document, SamlMetadata.validUntil(document, now));
          }
          List<SamlProvider.DecryptionKey> kept =
              provider.keys().stream()
                  .filter(it -> !it.id().equals(request.removePrivateKey()))
                  .toList();
          Optional<String> mode = Optional.ofNullable(request.assertionEncryptionModeAsString());
          IamStore.SAML.put(
              transaction,
              call.accountId(),
              provider.encrypted(
                  mode.isPresent() ? mode : provider.encryption(),
                  added(kept, request.addPrivateKey(), now)));
          return provider;
        });
    return UpdateSamlProviderResponse.builder().samlProviderArn(request.samlProviderArn()).build();
  }

  private DeleteSamlProviderResponse delete(Call call, DeleteSamlProviderRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          SamlProvider provider = require(transaction, call, request.samlProviderArn());
          IamStore.SAML.remove(transaction, call.accountId(), provider);
          return provider;
        });
    return DeleteSamlProviderResponse.builder().build();
  }

  private ListSamlProvidersResponse list(Call call, ListSamlProvidersRequest request) {
    List<SAMLProviderListEntry> all =
        store.read(
            snapshot ->
                IamStore.SAML
                    .list(snapshot, call.accountId(), "/", Paging.NONE)
                    .map(
                        it ->
                            SAMLProviderListEntry.builder()
                                .arn(it.arn(call.accountId()))
                                .createDate(it.created())
                                .validUntil(it.validUntil())
                                .build())
                    .items());
    return ListSamlProvidersResponse.builder().samlProviderList(all).build();
  }

  private List<SamlProvider.DecryptionKey> added(
      List<SamlProvider.DecryptionKey> keys, @Nullable String pem, Instant now) {
    if (pem == null) {
      return keys;
    }
    if (keys.size() >= MOST_KEYS) {
      throw IamFaults.quota("PrivateKeysPerSAMLProvider", MOST_KEYS);
    }
    List<SamlProvider.DecryptionKey> all = new ArrayList<>(keys);
    all.add(new SamlProvider.DecryptionKey(store.newId("ASPK"), now, pem));
    return all;
  }

  private Resource resource(Call call, String arn) {
    return store
        .read(snapshot -> IamStore.SAML.find(snapshot, call.accountId(), name(call, arn)))
        .map(it -> IamResources.resource(call, it))
        .orElseGet(() -> new Resource(arn, call.accountId()));
  }

  private static SamlProvider require(Snapshot snapshot, Call call, String arn) {
    return IamStore.SAML.require(snapshot, call.accountId(), name(call, arn));
  }

  /** The name in an ARN of the caller's account; something that is nobody's for other ARNs. */
  static String name(Call call, String arn) {
    String start = "arn:aws:iam::" + call.accountId() + ":saml-provider/";
    return arn.startsWith(start) ? arn.substring(start.length()) : arn;
  }
}
