package dev.cloudjar.s3;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Room;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockResponse;

/**
 * Amazon S3's control plane: what accounts say of all their buckets. It has an API of its own but
 * is the same service, over the same rows.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html">Amazon
 *     S3 Control</a>
 */
public final class S3ControlRoom implements Room {

  @Override
  public void open(Operations operations, Cloud cloud) {
    var configurations = new ConfigurationStore();
    account(operations, new AccountOperations(cloud.store(), configurations));
  }

  private static void account(Operations ops, AccountOperations account) {
    ops.on(PutPublicAccessBlockRequest.class, PutPublicAccessBlockResponse.class, account::put)
        .authorises("s3:PutAccountPublicAccessBlock", (call, it) -> Resource.any(call));
    ops.on(GetPublicAccessBlockRequest.class, GetPublicAccessBlockResponse.class, account::get)
        .authorises("s3:GetAccountPublicAccessBlock", (call, it) -> Resource.any(call));
    ops.on(
            DeletePublicAccessBlockRequest.class,
            DeletePublicAccessBlockResponse.class,
            account::delete)
        .authorises("s3:PutAccountPublicAccessBlock", (call, it) -> Resource.any(call));
  }
}
