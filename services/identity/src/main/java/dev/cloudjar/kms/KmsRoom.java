package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.ConnectCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.CreateCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.DeleteCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.DescribeCustomKeyStoresRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.DisconnectCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesRequest;
import software.amazon.awssdk.services.kms.model.ListKeyPoliciesResponse;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.ListResourceTagsRequest;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.PutKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.TagResourceRequest;
import software.amazon.awssdk.services.kms.model.TagResourceResponse;
import software.amazon.awssdk.services.kms.model.UntagResourceRequest;
import software.amazon.awssdk.services.kms.model.UntagResourceResponse;
import software.amazon.awssdk.services.kms.model.UpdateCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionRequest;
import software.amazon.awssdk.services.kms.model.UpdateKeyDescriptionResponse;

/** AWS KMS. */
public final class KmsRoom implements Room {
  private static final String NO_KEY_STORES =
      "there is neither CloudHSM nor an external key manager to keep keys in";

  @Override
  public void open(Operations all, Cloud cloud) {
    Operations operations = ManagementQuotaOperations.over(all, cloud);
    var store = cloud.store();
    var rootKey = new InstallationRootKey(cloud.secrets(), cloud.ids());
    var materials = new KeyMaterials(store, rootKey);
    var work = new KeyWork(store, cloud.clock(), cloud.work(), materials);
    work.open();
    var maker = new KeyMaker(cloud.clock(), cloud.ids(), materials, work);
    var finder = new KeyFinder(store, new AwsManagedKeys(store, maker));
    var quotas = new RequestQuotas(cloud.quotas());
    quotas.declare();
    var access = new KeyAccess(store, quotas);
    var tokens = new GrantTokens(rootKey);

    keys(operations, access, finder, new KeyOperations(store, finder, maker, materials, work));
    deletion(operations, access, finder, new DeletionOperations(store, finder, materials, work));
    policies(operations, access, finder, new KeyPolicyOperations(store, finder));
    tags(operations, access, finder, new KeyTagOperations(store, finder));
    keyStores(operations);

    var naming = new KmsNamingRoom(access, finder);
    naming.aliases(operations, new AliasOperations(store, finder));
    naming.grants(
        operations, new GrantOperations(store, cloud.ids(), cloud.identities(), finder, tokens));

    var material = new KmsMaterialRoom(access, finder);
    material.rotation(operations, new RotationOperations(store, finder, work));
    material.imports(
        operations,
        new ImportOperations(store, finder, materials, new ImportTokens(rootKey), work));
    material.regions(operations, new MultiRegionOperations(store, finder, work));

    var encryption = new EncryptionOperations(store, cloud.ids(), finder, materials, tokens);
    var use = new KmsUseRoom(access, finder);
    use.encryption(operations, encryption);
    use.dataKeys(operations, new DataKeyOperations(cloud.ids(), finder, encryption, tokens));
    use.signatures(operations, new SignatureOperations(store, finder, materials, tokens));
  }

  private static void keys(Operations ops, KeyAccess access, KeyFinder finder, KeyOperations keys) {
    ops.on(CreateKeyRequest.class, CreateKeyResponse.class, keys::create)
        .authorises((call, it) -> creation(call, it, access));
    ops.on(DescribeKeyRequest.class, DescribeKeyResponse.class, keys::describe)
        .authorises(
            (call, it) -> List.of(access.need(call, "DescribeKey", finder.any(call, it.keyId()))));
    ops.on(ListKeysRequest.class, ListKeysResponse.class, keys::list)
        .authorises((call, it) -> List.of(access.anywhere(call, "ListKeys")));
    ops.on(
            UpdateKeyDescriptionRequest.class,
            UpdateKeyDescriptionResponse.class,
            keys::updateDescription)
        .authorises(
            (call, it) ->
                List.of(access.need(call, "UpdateKeyDescription", finder.own(call, it.keyId()))));
    ops.on(EnableKeyRequest.class, EnableKeyResponse.class, keys::enable)
        .authorises(
            (call, it) -> List.of(access.need(call, "EnableKey", finder.own(call, it.keyId()))));
    ops.on(DisableKeyRequest.class, DisableKeyResponse.class, keys::disable)
        .authorises(
            (call, it) -> List.of(access.need(call, "DisableKey", finder.own(call, it.keyId()))));
  }

  private static List<Need> creation(Call call, CreateKeyRequest request, KeyAccess access) {
    Map<String, String> tags = new TreeMap<>();
    request.tags().forEach(tag -> tags.put(tag.tagKey(), tag.tagValue()));
    String spec = request.keySpecAsString();
    String usage = request.keyUsageAsString();
    String origin = request.originAsString();
    Need need =
        access
            .creation(call, "CreateKey")
            .with("kms:KeySpec", spec == null ? "SYMMETRIC_DEFAULT" : spec)
            .with("kms:KeyUsage", usage == null ? "ENCRYPT_DECRYPT" : usage)
            .with("kms:KeyOrigin", origin == null ? "AWS_KMS" : origin)
            .with("kms:MultiRegion", String.valueOf(Boolean.TRUE.equals(request.multiRegion())))
            .with(
                "kms:BypassPolicyLockoutSafetyCheck",
                String.valueOf(Boolean.TRUE.equals(request.bypassPolicyLockoutSafetyCheck())))
            .withRequestTags(tags);
    List<Need> needs = new ArrayList<>(List.of(need));
    if (!tags.isEmpty()) {
      needs.add(access.creation(call, "TagResource").withRequestTags(tags));
    }
    return needs;
  }

  private static void deletion(
      Operations ops, KeyAccess access, KeyFinder finder, DeletionOperations deletion) {
    ops.on(ScheduleKeyDeletionRequest.class, ScheduleKeyDeletionResponse.class, deletion::schedule)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "ScheduleKeyDeletion", finder.own(call, it.keyId()))
                        .with(
                            "kms:ScheduleKeyDeletionPendingWindowInDays",
                            it.pendingWindowInDays() == null
                                ? "30"
                                : it.pendingWindowInDays().toString())));
    ops.on(CancelKeyDeletionRequest.class, CancelKeyDeletionResponse.class, deletion::cancel)
        .authorises(
            (call, it) ->
                List.of(access.need(call, "CancelKeyDeletion", finder.own(call, it.keyId()))));
  }

  private static void policies(
      Operations ops, KeyAccess access, KeyFinder finder, KeyPolicyOperations policies) {
    ops.on(GetKeyPolicyRequest.class, GetKeyPolicyResponse.class, policies::get)
        .authorises(
            (call, it) -> List.of(access.need(call, "GetKeyPolicy", finder.own(call, it.keyId()))));
    ops.on(PutKeyPolicyRequest.class, PutKeyPolicyResponse.class, policies::put)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "PutKeyPolicy", finder.own(call, it.keyId()))
                        .with(
                            "kms:BypassPolicyLockoutSafetyCheck",
                            String.valueOf(
                                Boolean.TRUE.equals(it.bypassPolicyLockoutSafetyCheck())))));
    ops.on(ListKeyPoliciesRequest.class, ListKeyPoliciesResponse.class, policies::list)
        .authorises(
            (call, it) ->
                List.of(access.need(call, "ListKeyPolicies", finder.own(call, it.keyId()))));
  }

  private static void tags(
      Operations ops, KeyAccess access, KeyFinder finder, KeyTagOperations tags) {
    ops.on(TagResourceRequest.class, TagResourceResponse.class, tags::tag)
        .authorises(
            (call, it) -> {
              Map<String, String> more = new TreeMap<>();
              for (Tag tag : it.tags()) {
                more.put(tag.tagKey(), tag.tagValue());
              }
              return List.of(
                  access
                      .need(call, "TagResource", finder.own(call, it.keyId()))
                      .withRequestTags(more));
            });
    ops.on(UntagResourceRequest.class, UntagResourceResponse.class, tags::untag)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "UntagResource", finder.own(call, it.keyId()))
                        .with("aws:TagKeys", it.tagKeys())));
    ops.on(ListResourceTagsRequest.class, ListResourceTagsResponse.class, tags::list)
        .authorises(
            (call, it) ->
                List.of(access.need(call, "ListResourceTags", finder.own(call, it.keyId()))));
  }

  private static void keyStores(Operations ops) {
    ops.unsupported(ConnectCustomKeyStoreRequest.class, NO_KEY_STORES);
    ops.unsupported(CreateCustomKeyStoreRequest.class, NO_KEY_STORES);
    ops.unsupported(DeleteCustomKeyStoreRequest.class, NO_KEY_STORES);
    ops.unsupported(DescribeCustomKeyStoresRequest.class, NO_KEY_STORES);
    ops.unsupported(DisconnectCustomKeyStoreRequest.class, NO_KEY_STORES);
    ops.unsupported(UpdateCustomKeyStoreRequest.class, NO_KEY_STORES);
  }
}
