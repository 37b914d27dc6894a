package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.store.Snapshot;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersResponse;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintRequest;
import software.amazon.awssdk.services.iam.model.UpdateOpenIdConnectProviderThumbprintResponse;

/** OpenID Connect providers. */
final class OpenIdConnectOperations {
  private static final int MOST_CLIENT_IDS = 100;
  private static final int MOST_THUMBPRINTS = 5;
  private static final String SCHEME = "https://";

  private final IamStore store;

  OpenIdConnectOperations(IamStore store) {
    this.store = store;
  }

  void register(Operations ops) {
    ops.on(
            CreateOpenIdConnectProviderRequest.class,
            CreateOpenIdConnectProviderResponse.class,
            this::create)
        .authorises(
            (call, it) ->
                IamResources.creation(
                    "iam:CreateOpenIDConnectProvider",
                    new Resource(
                        "arn:aws:iam::" + call.accountId() + ":oidc-provider/" + address(it.url()),
                        call.accountId()),
                    TagOperations.map(it.tags()),
                    null));
    ops.on(GetOpenIdConnectProviderRequest.class, GetOpenIdConnectProviderResponse.class, this::get)
        .authorises(
            "iam:GetOpenIDConnectProvider",
            (call, it) -> resource(call, it.openIDConnectProviderArn()));
    ops.on(
            DeleteOpenIdConnectProviderRequest.class,
            DeleteOpenIdConnectProviderResponse.class,
            this::delete)
        .authorises(
            "iam:DeleteOpenIDConnectProvider",
            (call, it) -> resource(call, it.openIDConnectProviderArn()));
    ops.on(
            ListOpenIdConnectProvidersRequest.class,
            ListOpenIdConnectProvidersResponse.class,
            this::list)
        .authorises("iam:ListOpenIDConnectProviders", (call, it) -> Resource.any(call));
    ops.on(
            AddClientIdToOpenIdConnectProviderRequest.class,
            AddClientIdToOpenIdConnectProviderResponse.class,
            this::addClientId)
        .authorises(
            "iam:AddClientIDToOpenIDConnectProvider",
            (call, it) -> resource(call, it.openIDConnectProviderArn()));
    ops.on(
            RemoveClientIdFromOpenIdConnectProviderRequest.class,
            RemoveClientIdFromOpenIdConnectProviderResponse.class,
            this::removeClientId)
        .authorises(
            "iam:RemoveClientIDFromOpenIDConnectProvider",
            (call, it) -> resource(call, it.openIDConnectProviderArn()));
    ops.on(
            UpdateOpenIdConnectProviderThumbprintRequest.class,
            UpdateOpenIdConnectProviderThumbprintResponse.class,
            this::updateThumbprints)
        .authorises(
            "iam:UpdateOpenIDConnectProviderThumbprint",
            (call, it) -> resource(call, it.openIDConnectProviderArn()));
  }

  private CreateOpenIdConnectProviderResponse create(
      Call call, CreateOpenIdConnectProviderRequest request) {
    OpenIdConnectProvider provider =
        new OpenIdConnectProvider(
            address(request.url()),
            store.newId(Kind.OPEN_ID_CONNECT_PROVIDER),
            IamStore.time(call),
            TagOperations.map(request.tags()),
            checkedClientIds(request.clientIDList()),
            checkedThumbprints(request.thumbprintList()));
    store.change(
        call.accountId(),
        transaction -> {
          IamStore.OPEN_ID_CONNECT.add(transaction, call.accountId(), provider);
          return provider;
        });
    return CreateOpenIdConnectProviderResponse.builder()
        .openIDConnectProviderArn(provider.arn(call.accountId()))
        .tags(provider.tags().isEmpty() ? null : TagOperations.tags(provider.tags()))
        .build();
  }

  private GetOpenIdConnectProviderResponse get(Call call, GetOpenIdConnectProviderRequest request) {
    OpenIdConnectProvider provider =
        store.read(snapshot -> require(snapshot, call, request.openIDConnectProviderArn()));
    return GetOpenIdConnectProviderResponse.builder()
        .url(provider.name())
        .clientIDList(provider.clientIds())
        .thumbprintList(provider.thumbprints())
        .createDate(provider.created())
        .tags(TagOperations.tags(provider.tags()))
        .build();
  }

  /** One that is not there is no error. */
  private DeleteOpenIdConnectProviderResponse delete(
      Call call, DeleteOpenIdConnectProviderRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          IamStore.OPEN_ID_CONNECT
              .find(transaction, call.accountId(), name(call, request.openIDConnectProviderArn()))
              .ifPresent(it -> IamStore.OPEN_ID_CONNECT.remove(transaction, call.accountId(), it));
          return request;
        });
    return DeleteOpenIdConnectProviderResponse.builder().build();
  }

  private ListOpenIdConnectProvidersResponse list(
      Call call, ListOpenIdConnectProvidersRequest request) {
    List<OpenIDConnectProviderListEntry> all =
        store.read(
            snapshot ->
                IamStore.OPEN_ID_CONNECT
                    .list(snapshot, call.accountId(), "/", Paging.NONE)
                    .map(
                        it ->
                            OpenIDConnectProviderListEntry.builder()
                                .arn(it.arn(call.accountId()))
                                .build())
                    .items());
    return ListOpenIdConnectProvidersResponse.builder().openIDConnectProviderList(all).build();
  }

  private AddClientIdToOpenIdConnectProviderResponse addClientId(
      Call call, AddClientIdToOpenIdConnectProviderRequest request) {
    change(
        call,
        request.openIDConnectProviderArn(),
        it -> {
          List<String> all = new ArrayList<>(it.clientIds());
          all.add(request.clientID());
          return it.with(checkedClientIds(all), it.thumbprints());
        });
    return AddClientIdToOpenIdConnectProviderResponse.builder().build();
  }

  private RemoveClientIdFromOpenIdConnectProviderResponse removeClientId(
      Call call, RemoveClientIdFromOpenIdConnectProviderRequest request) {
    change(
        call,
        request.openIDConnectProviderArn(),
        it ->
            it.with(
                it.clientIds().stream().filter(id -> !id.equals(request.clientID())).toList(),
                it.thumbprints()));
    return RemoveClientIdFromOpenIdConnectProviderResponse.builder().build();
  }

  private UpdateOpenIdConnectProviderThumbprintResponse updateThumbprints(
      Call call, UpdateOpenIdConnectProviderThumbprintRequest request) {
    List<String> thumbprints = checkedThumbprints(request.thumbprintList());
    change(call, request.openIDConnectProviderArn(), it -> it.with(it.clientIds(), thumbprints));
    return UpdateOpenIdConnectProviderThumbprintResponse.builder().build();
  }

  private void change(Call call, String arn, UnaryOperator<OpenIdConnectProvider> change) {
    store.change(
        call.accountId(),
        transaction -> {
          OpenIdConnectProvider provider = change.apply(require(transaction, call, arn));
          IamStore.OPEN_ID_CONNECT.put(transaction, call.accountId(), provider);
          return provider;
        });
  }

  private Resource resource(Call call, String arn) {
    return store
        .read(
            snapshot -> IamStore.OPEN_ID_CONNECT.find(snapshot, call.accountId(), name(call, arn)))
        .map(it -> IamResources.resource(call, it))
        .orElseGet(() -> new Resource(arn, call.accountId()));
  }

  private static OpenIdConnectProvider require(Snapshot snapshot, Call call, String arn) {
    return IamStore.OPEN_ID_CONNECT.require(snapshot, call.accountId(), name(call, arn));
  }

  /** The address in an ARN of the caller's account; something that is nobody's for other ARNs. */
  static String name(Call call, String arn) {
    String start = "arn:aws:iam::" + call.accountId() + ":oidc-provider/";
    return arn.startsWith(start) ? arn.substring(start.length()) : arn;
  }

  private static String address(String url) {
    try {
      URI uri = URI.create(url);
      if (url.startsWith(SCHEME)
          && uri.getHost() != null
          && uri.getQuery() == null
          && uri.getFragment() == null
          && uri.getUserInfo() == null) {
        String address = url.substring(SCHEME.length());
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
      }
    } catch (IllegalArgumentException e) {
      // Not an address.
    }
    throw IamFaults.validation("Invalid Open ID Connect Provider URL");
  }

  private static List<String> checkedClientIds(List<String> ids) {
    List<String> distinct = List.copyOf(new LinkedHashSet<>(ids));
    if (distinct.size() > MOST_CLIENT_IDS) {
      throw IamFaults.quota("ClientIdsPerOpenIdConnectProvider", MOST_CLIENT_IDS);
    }
    return distinct;
  }

  private static List<String> checkedThumbprints(List<String> thumbprints) {
    if (thumbprints.size() > MOST_THUMBPRINTS) {
      throw IamFaults.invalidInput("Thumbprint list must contain fewer than 5 entries.");
    }
    return List.copyOf(thumbprints);
  }
}
