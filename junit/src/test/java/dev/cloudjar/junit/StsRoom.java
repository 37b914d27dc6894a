package dev.cloudjar.junit;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Room;
import dev.cloudjar.store.KeyWriter;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** A tiny room: says who calls, and remembers the account that first asked about a key. */
public final class StsRoom implements Room {
  @Override
  public void open(Operations operations, Cloud cloud) {
    operations
        .on(
            GetCallerIdentityRequest.class,
            GetCallerIdentityResponse.class,
            (call, request) ->
                GetCallerIdentityResponse.builder()
                    .account(call.accountId())
                    .arn(call.principal().arn())
                    .userId(call.http().sourceAddress().isPresent() ? "outside" : "inside")
                    .build())
        .needsNoPermission();
    operations
        .on(
            GetAccessKeyInfoRequest.class,
            GetAccessKeyInfoResponse.class,
            (call, request) -> {
              byte[] key = new KeyWriter().text("test").text(request.accessKeyId()).toBytes();
              byte[] mine = call.accountId().getBytes(StandardCharsets.UTF_8);
              byte[] first =
                  cloud
                      .store()
                      .transact(
                          transaction -> {
                            byte[] before = transaction.get(key);
                            if (before == null) {
                              transaction.put(key, mine);
                            }
                            return before == null ? mine : before;
                          });
              return GetAccessKeyInfoResponse.builder()
                  .account(new String(first, StandardCharsets.UTF_8))
                  .build();
            })
        .needsNoPermission();
  }
}
