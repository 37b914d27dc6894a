package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.cloud.Room;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.CreateAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.DeleteAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.DeletePublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointPolicyStatusResponse;
import software.amazon.awssdk.services.s3control.model.GetAccessPointRequest;
import software.amazon.awssdk.services.s3control.model.GetAccessPointResponse;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsRequest;
import software.amazon.awssdk.services.s3control.model.ListAccessPointsResponse;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyRequest;
import software.amazon.awssdk.services.s3control.model.PutAccessPointPolicyResponse;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockRequest;
import software.amazon.awssdk.services.s3control.model.PutPublicAccessBlockResponse;

/**
 * Amazon S3's control plane: what accounts say of all their buckets, access points, and jobs over
 * many objects. It has an API of its own but is the same service, over the same rows.
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
    var buckets = new BucketStore();
    points(
        operations,
        new AccessPointOperations(
            cloud.store(), cloud.ids(), buckets, configurations, new AccessPointStore()));
    new S3JobRoom(operations, cloud, buckets, configurations).register();
  }

  private static void points(Operations ops, AccessPointOperations points) {
    ops.on(CreateAccessPointRequest.class, CreateAccessPointResponse.class, points::create)
        .authorises("s3:CreateAccessPoint", (call, it) -> point(call, it.name()));
    ops.on(GetAccessPointRequest.class, GetAccessPointResponse.class, points::get)
        .authorises("s3:GetAccessPoint", (call, it) -> point(call, it.name()));
    ops.on(DeleteAccessPointRequest.class, DeleteAccessPointResponse.class, points::delete)
        .authorises("s3:DeleteAccessPoint", (call, it) -> point(call, it.name()));
    ops.on(ListAccessPointsRequest.class, ListAccessPointsResponse.class, points::list)
        .authorises("s3:ListAccessPoints", (call, it) -> Resource.any(call));
    ops.on(PutAccessPointPolicyRequest.class, PutAccessPointPolicyResponse.class, points::putPolicy)
        .authorises("s3:PutAccessPointPolicy", (call, it) -> point(call, it.name()));
    ops.on(GetAccessPointPolicyRequest.class, GetAccessPointPolicyResponse.class, points::policy)
        .authorises("s3:GetAccessPointPolicy", (call, it) -> point(call, it.name()));
    ops.on(
            GetAccessPointPolicyStatusRequest.class,
            GetAccessPointPolicyStatusResponse.class,
            points::policyStatus)
        .authorises("s3:GetAccessPointPolicyStatus", (call, it) -> point(call, it.name()));
    ops.on(
            DeleteAccessPointPolicyRequest.class,
            DeleteAccessPointPolicyResponse.class,
            points::deletePolicy)
        .authorises("s3:DeleteAccessPointPolicy", (call, it) -> point(call, it.name()));
  }

  private static Resource point(Call call, String name) {
    return new Resource(
        "arn:"
            + Partition.of(call.region())
            + ":s3:"
            + call.region()
            + ":"
            + call.accountId()
            + ":accesspoint/"
            + name,
        call.accountId());
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
