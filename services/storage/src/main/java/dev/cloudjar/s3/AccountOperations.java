package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.store.KeyValueStore;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockResponse;

/** Blocks public access to all the buckets of an account. */
final class AccountOperations {
  private static final String KIND = ConfigurationKind.PUBLIC_ACCESS_BLOCK.name();
  private static final String MEMBER = "PublicAccessBlockConfiguration";

  private final KeyValueStore store;
  private final ConfigurationStore configurations;

  AccountOperations(KeyValueStore store, ConfigurationStore configurations) {
    this.store = store;
    this.configurations = configurations;
  }

  PutPublicAccessBlockResponse put(Call call, PutPublicAccessBlockRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    Document.Structure block =
        ConfigurationChecks.publicAccessBlock(
            Documents.read(request.publicAccessBlockConfiguration()), false);
    return store.transact(
        transaction -> {
          configurations.putOfAccount(transaction, call.accountId(), KIND, block);
          return PutPublicAccessBlockResponse.builder().build();
        });
  }

  GetPublicAccessBlockResponse get(Call call, GetPublicAccessBlockRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    return store.read(
        snapshot -> {
          ConfigurationStore.Entry entry =
              configurations.findOfAccount(snapshot, call.accountId(), KIND);
          if (entry == null || entry.document() == null) {
            throw AccessPointFaults.noSuchPublicAccessBlockConfiguration(call.accountId());
          }
          GetPublicAccessBlockResponse.Builder response = GetPublicAccessBlockResponse.builder();
          Documents.set(response, MEMBER, entry.document());
          return response.build();
        });
  }

  DeletePublicAccessBlockResponse delete(Call call, DeletePublicAccessBlockRequest request) {
    AccessPointFaults.requireOwn(call, request.accountId());
    return store.transact(
        transaction -> {
          configurations.deleteOfAccount(transaction, call.accountId(), KIND);
          return DeletePublicAccessBlockResponse.builder().build();
        });
  }
}
