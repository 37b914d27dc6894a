package dev.cloudjar.ec2.importing;

import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.Credentials.AccessKey;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Operations.Download;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.RoomCaller;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/**
 * Reads the files of imports as the role that VM Import has in the account.
 *
 * @see <a href="https://docs.aws.amazon.com/vm-import/latest/userguide/required-permissions.html">
 *     Required permissions for VM Import/Export</a>
 */
record ImportSourceOperations(Ground ground) {
  private static final String SERVICE = "vmie.amazonaws.com";
  private static final String EXTERNAL_ID = "vmimport";

  /**
   * Looks whether VM Import may be the role.
   *
   * @throws Fault where it may not
   */
  void requireRole(Place place, String roleArn) {
    try {
      assume(place, roleArn);
    } catch (Fault e) {
      throw Ec2Faults.of(
          "InvalidParameter",
          "The service role %s provided does not exist or does not have sufficient permissions"
              .formatted(roleArn.substring(roleArn.lastIndexOf('/') + 1)));
    }
  }

  private AccessKey assume(Place place, String roleArn) {
    String keyId =
        RoomCaller.service(
                ground.cloud().calls(),
                new Principal.Service(SERVICE, place.accountId(), Optional.empty()),
                place.region())
            .to(
                AssumeRoleRequest.builder()
                    .roleArn(roleArn)
                    .roleSessionName("vmimport")
                    .externalId(EXTERNAL_ID)
                    .build(),
                AssumeRoleResponse.class)
            .credentials()
            .accessKeyId();
    return ground.cloud().credentials().find(keyId).orElseThrow();
  }

  /**
   * Opens the file of a task. Close it.
   *
   * @throws Fault where it isn't there, or isn't for the role
   */
  Content open(Place place, ImportTask task) {
    AccessKey session = assume(place, task.roleArn());
    var caller =
        new RoomCaller(
            ground.cloud().calls(),
            session.principal(),
            session.session(),
            place.region(),
            List.of(SERVICE));
    Download<GetObjectResponse> download =
        caller.download(
            GetObjectRequest.builder()
                .bucket(task.source().bucket())
                .key(task.source().key())
                .build(),
            GetObjectResponse.class);
    return download.content();
  }
}
