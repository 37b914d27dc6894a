package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDeviceTagsResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsRequest;
import software.amazon.awssdk.services.iam.model.ListSamlProviderTagsResponse;
import software.amazon.awssdk.services.iam.model.ListServerCertificateTagsRequest;
import software.amazon.awssdk.services.iam.model.ListServerCertificateTagsResponse;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.TagMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.TagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.TagSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.TagServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.TagServerCertificateResponse;
import software.amazon.awssdk.services.iam.model.UntagMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.UntagMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UntagSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.UntagServerCertificateRequest;
import software.amazon.awssdk.services.iam.model.UntagServerCertificateResponse;

/** Tags of devices, certificates and providers. */
final class DeviceTagOperations {
  private final IamStore store;
  private final IamResources resources;

  DeviceTagOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    devices(ops);
    certificates(ops);
    openIdConnectProviders(ops);
    samlProviders(ops);
  }

  private void devices(Operations ops) {
    TaggableOperations<MfaDevice> all = new TaggableOperations<>(store, MfaDevices.ALL);
    ops.on(
            TagMfaDeviceRequest.class,
            TagMfaDeviceResponse.class,
            (call, it) -> {
              all.add(call, device(call, it.serialNumber()), it.tags());
              return TagMfaDeviceResponse.builder().build();
            })
        .authorises(
            TagOperations.tagging(
                "iam:TagMFADevice",
                (call, it) ->
                    new TagOperations.Change(
                        resources.byArn(call, MfaDevices.ALL, it.serialNumber()),
                        TagOperations.map(it.tags()))));
    ops.on(
            UntagMfaDeviceRequest.class,
            UntagMfaDeviceResponse.class,
            (call, it) -> {
              all.remove(call, device(call, it.serialNumber()), it.tagKeys());
              return UntagMfaDeviceResponse.builder().build();
            })
        .authorises(
            TagOperations.untagging(
                "iam:UntagMFADevice",
                (call, it) ->
                    new TagOperations.Removal(
                        resources.byArn(call, MfaDevices.ALL, it.serialNumber()), it.tagKeys())));
    ops.on(
            ListMfaDeviceTagsRequest.class,
            ListMfaDeviceTagsResponse.class,
            (call, it) -> {
              var page =
                  all.list(
                      call,
                      device(call, it.serialNumber()),
                      new Paging(it.marker(), it.maxItems()));
              return ListMfaDeviceTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises(
            "iam:ListMFADeviceTags",
            (call, it) -> resources.byArn(call, MfaDevices.ALL, it.serialNumber()));
  }

  private void certificates(Operations ops) {
    TaggableOperations<ServerCertificate> all =
        new TaggableOperations<>(store, IamStore.SERVER_CERTIFICATES);
    ops.on(
            TagServerCertificateRequest.class,
            TagServerCertificateResponse.class,
            (call, it) -> {
              all.add(call, it.serverCertificateName(), it.tags());
              return TagServerCertificateResponse.builder().build();
            })
        .authorises(
            TagOperations.tagging(
                "iam:TagServerCertificate",
                (call, it) ->
                    new TagOperations.Change(
                        resources.serverCertificate(call, it.serverCertificateName()),
                        TagOperations.map(it.tags()))));
    ops.on(
            UntagServerCertificateRequest.class,
            UntagServerCertificateResponse.class,
            (call, it) -> {
              all.remove(call, it.serverCertificateName(), it.tagKeys());
              return UntagServerCertificateResponse.builder().build();
            })
        .authorises(
            TagOperations.untagging(
                "iam:UntagServerCertificate",
                (call, it) ->
                    new TagOperations.Removal(
                        resources.serverCertificate(call, it.serverCertificateName()),
                        it.tagKeys())));
    ops.on(
            ListServerCertificateTagsRequest.class,
            ListServerCertificateTagsResponse.class,
            (call, it) -> {
              var page =
                  all.list(
                      call, it.serverCertificateName(), new Paging(it.marker(), it.maxItems()));
              return ListServerCertificateTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises(
            "iam:ListServerCertificateTags",
            (call, it) -> resources.serverCertificate(call, it.serverCertificateName()));
  }

  private void openIdConnectProviders(Operations ops) {
    TaggableOperations<OpenIdConnectProvider> all =
        new TaggableOperations<>(store, IamStore.OPEN_ID_CONNECT);
    ops.on(
            TagOpenIdConnectProviderRequest.class,
            TagOpenIdConnectProviderResponse.class,
            (call, it) -> {
              all.add(
                  call,
                  OpenIdConnectOperations.name(call, it.openIDConnectProviderArn()),
                  it.tags());
              return TagOpenIdConnectProviderResponse.builder().build();
            })
        .authorises(
            TagOperations.tagging(
                "iam:TagOpenIDConnectProvider",
                (call, it) ->
                    new TagOperations.Change(
                        resources.byArn(
                            call, IamStore.OPEN_ID_CONNECT, it.openIDConnectProviderArn()),
                        TagOperations.map(it.tags()))));
    ops.on(
            UntagOpenIdConnectProviderRequest.class,
            UntagOpenIdConnectProviderResponse.class,
            (call, it) -> {
              all.remove(
                  call,
                  OpenIdConnectOperations.name(call, it.openIDConnectProviderArn()),
                  it.tagKeys());
              return UntagOpenIdConnectProviderResponse.builder().build();
            })
        .authorises(
            TagOperations.untagging(
                "iam:UntagOpenIDConnectProvider",
                (call, it) ->
                    new TagOperations.Removal(
                        resources.byArn(
                            call, IamStore.OPEN_ID_CONNECT, it.openIDConnectProviderArn()),
                        it.tagKeys())));
    ops.on(
            ListOpenIdConnectProviderTagsRequest.class,
            ListOpenIdConnectProviderTagsResponse.class,
            (call, it) -> {
              var page =
                  all.list(
                      call,
                      OpenIdConnectOperations.name(call, it.openIDConnectProviderArn()),
                      new Paging(it.marker(), it.maxItems()));
              return ListOpenIdConnectProviderTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises(
            "iam:ListOpenIDConnectProviderTags",
            (call, it) ->
                resources.byArn(call, IamStore.OPEN_ID_CONNECT, it.openIDConnectProviderArn()));
  }

  private void samlProviders(Operations ops) {
    TaggableOperations<SamlProvider> all = new TaggableOperations<>(store, IamStore.SAML);
    ops.on(
            TagSamlProviderRequest.class,
            TagSamlProviderResponse.class,
            (call, it) -> {
              all.add(call, SamlOperations.name(call, it.samlProviderArn()), it.tags());
              return TagSamlProviderResponse.builder().build();
            })
        .authorises(
            TagOperations.tagging(
                "iam:TagSAMLProvider",
                (call, it) ->
                    new TagOperations.Change(
                        resources.byArn(call, IamStore.SAML, it.samlProviderArn()),
                        TagOperations.map(it.tags()))));
    ops.on(
            UntagSamlProviderRequest.class,
            UntagSamlProviderResponse.class,
            (call, it) -> {
              all.remove(call, SamlOperations.name(call, it.samlProviderArn()), it.tagKeys());
              return UntagSamlProviderResponse.builder().build();
            })
        .authorises(
            TagOperations.untagging(
                "iam:UntagSAMLProvider",
                (call, it) ->
                    new TagOperations.Removal(
                        resources.byArn(call, IamStore.SAML, it.samlProviderArn()), it.tagKeys())));
    ops.on(
            ListSamlProviderTagsRequest.class,
            ListSamlProviderTagsResponse.class,
            (call, it) -> {
              var page =
                  all.list(
                      call,
                      SamlOperations.name(call, it.samlProviderArn()),
                      new Paging(it.marker(), it.maxItems()));
              return ListSamlProviderTagsResponse.builder()
                  .tags(page.items())
                  .isTruncated(page.isTruncated())
                  .marker(page.marker())
                  .build();
            })
        .authorises(
            "iam:ListSAMLProviderTags",
            (call, it) -> resources.byArn(call, IamStore.SAML, it.samlProviderArn()));
  }

  private String device(Call call, String serialNumber) {
    return store
        .read(snapshot -> MfaDevices.requireVirtual(snapshot, call.accountId(), serialNumber))
        .name();
  }
}
