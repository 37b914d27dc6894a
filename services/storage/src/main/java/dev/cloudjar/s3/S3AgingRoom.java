package dev.cloudjar.s3;

import dev.cloudjar.cloud.Operations;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;

/** What time does to objects: archives and what comes back from them. */
final class S3AgingRoom {
  private final Operations operations;
  private final RequestNeeds needs;
  private final RestoreOperations restores;

  S3AgingRoom(Operations operations, RequestNeeds needs, RestoreOperations restores) {
    this.operations = operations;
    this.needs = needs;
    this.restores = restores;
  }

  void register() {
    operations
        .on(RestoreObjectRequest.class, RestoreObjectResponse.class, restores::restore)
        .authorises(
            (call, it) -> needs.ofVersion(call, it, "s3:RestoreObject", "s3:RestoreObject"));
  }
}
