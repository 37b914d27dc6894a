package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.store.Snapshot;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;

/** Versions of managed policies. */
final class PolicyVersionOperations {
  private final IamStore store;
  private final IamResources resources;

  PolicyVersionOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    ops.on(CreatePolicyVersionRequest.class, CreatePolicyVersionResponse.class, this::create)
        .authorises(
            "iam:CreatePolicyVersion", (call, it) -> resources.policy(call, it.policyArn()));
    ops.on(GetPolicyVersionRequest.class, GetPolicyVersionResponse.class, this::get)
        .authorises("iam:GetPolicyVersion", (call, it) -> resources.policy(call, it.policyArn()));
    ops.on(DeletePolicyVersionRequest.class, DeletePolicyVersionResponse.class, this::delete)
        .authorises(
            "iam:DeletePolicyVersion", (call, it) -> resources.policy(call, it.policyArn()));
    ops.on(ListPolicyVersionsRequest.class, ListPolicyVersionsResponse.class, this::list)
        .authorises("iam:ListPolicyVersions", (call, it) -> resources.policy(call, it.policyArn()));
    ops.on(
            SetDefaultPolicyVersionRequest.class,
            SetDefaultPolicyVersionResponse.class,
            this::setDefault)
        .authorises(
            "iam:SetDefaultPolicyVersion", (call, it) -> resources.policy(call, it.policyArn()));
  }

  private CreatePolicyVersionResponse create(Call call, CreatePolicyVersionRequest request) {
    String document = PolicyDocuments.managed(request.policyDocument());
    boolean asDefault = Boolean.TRUE.equals(request.setAsDefault());
    var version =
        store.change(
            call.accountId(),
            transaction ->
                ManagedPolicies.addVersion(
                    transaction,
                    call.accountId(),
                    own(transaction, call, request.policyArn()),
                    document,
                    asDefault,
                    IamStore.time(call)));
    return CreatePolicyVersionResponse.builder()
        .policyVersion(
            PolicyVersion.builder()
                .versionId(version.id())
                .isDefaultVersion(asDefault)
                .createDate(version.created())
                .build())
        .build();
  }

  private GetPolicyVersionResponse get(Call call, GetPolicyVersionRequest request) {
    return store.read(
        snapshot -> {
          var found =
              ManagedPolicies.require(
                  snapshot, call.accountId(), PolicyOperations.arn(request.policyArn()));
          var version = require(snapshot, found, request.versionId());
          return GetPolicyVersionResponse.builder()
              .policyVersion(
                  shown(found, version)
                      .copy(it -> it.document(PolicyDocuments.encoded(version.document()))))
              .build();
        });
  }

  private DeletePolicyVersionResponse delete(Call call, DeletePolicyVersionRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          ManagedPolicy policy = own(transaction, call, request.policyArn());
          var found = new ManagedPolicies.Found(call.accountId(), policy);
          var version = require(transaction, found, request.versionId());
          ManagedPolicies.deleteVersion(
              transaction, call.accountId(), policy, version.number(), IamStore.time(call));
          return policy;
        });
    return DeletePolicyVersionResponse.builder().build();
  }

  private ListPolicyVersionsResponse list(Call call, ListPolicyVersionsRequest request) {
    return store.read(
        snapshot -> {
          var found =
              ManagedPolicies.require(
                  snapshot, call.accountId(), PolicyOperations.arn(request.policyArn()));
          var page =
              ManagedPolicies.versions(
                  snapshot, found, new Paging(request.marker(), request.maxItems()));
          return ListPolicyVersionsResponse.builder()
              .versions(page.map(it -> shown(found, it)).items())
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private SetDefaultPolicyVersionResponse setDefault(
      Call call, SetDefaultPolicyVersionRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          ManagedPolicy policy = own(transaction, call, request.policyArn());
          var found = new ManagedPolicies.Found(call.accountId(), policy);
          var version = require(transaction, found, request.versionId());
          ManagedPolicies.CUSTOMER.put(
              transaction,
              call.accountId(),
              policy.versioned(version.number(), policy.lastVersion(), IamStore.time(call)));
          return policy;
        });
    return SetDefaultPolicyVersionResponse.builder().build();
  }

  private static ManagedPolicy own(Snapshot snapshot, Call call, String arn) {
    return ManagedPolicies.requireOwn(snapshot, call.accountId(), PolicyOperations.arn(arn));
  }

  private static ManagedPolicy.Version require(
      Snapshot snapshot, ManagedPolicies.Found found, String versionId) {
    if (!versionId.matches("v[1-9][0-9]{0,8}")) {
      throw IamFaults.noPolicyVersion(found.arn(), versionId);
    }
    return ManagedPolicies.version(snapshot, found, Integer.parseInt(versionId.substring(1)))
        .orElseThrow(() -> IamFaults.noPolicyVersion(found.arn(), versionId));
  }

  static PolicyVersion shown(ManagedPolicies.Found found, ManagedPolicy.Version version) {
    return PolicyVersion.builder()
        .versionId(version.id())
        .isDefaultVersion(version.number() == found.policy().defaultVersion())
        .createDate(version.created())
        .build();
  }
}
