package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceAccess;
import dev.cloudjar.ec2.keypair.KeyPairs;
import dev.cloudjar.fabric.Tier;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import software.amazon.awssdk.services.ec2instanceconnect.model.SendSerialConsoleSshPublicKeyRequest;
import software.amazon.awssdk.services.ec2instanceconnect.model.SendSshPublicKeyRequest;
import software.amazon.awssdk.services.ec2instanceconnect.model.SendSshPublicKeyResponse;

/**
 * Lets somebody log in to an instance with a key of the moment. The key is in the instance's
 * metadata, where its sshd asks for it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-connect-methods.html">Connect
 *     to a Linux instance using EC2 Instance Connect</a>
 */
public final class InstanceConnectOperations {
  private final Ground ground;

  public InstanceConnectOperations(Ground ground) {
    this.ground = ground;
  }

  /** Registers the operations of the service. */
  public void register(Operations operations) {
    var access = new ResourceAccess(ground.store());
    operations
        .on(SendSshPublicKeyRequest.class, SendSshPublicKeyResponse.class, this::send)
        .authorises(
            (call, it) ->
                List.of(
                    new Need(
                            "ec2-instance-connect:SendSSHPublicKey",
                            access.resource(call, it.instanceId()))
                        .with("ec2:osuser", it.instanceOSUser())));
    operations.unsupported(
        SendSerialConsoleSshPublicKeyRequest.class,
        "instances have a console to read, with GetConsoleOutput, but none to type at");
  }

  private SendSshPublicKeyResponse send(Call call, SendSshPublicKeyRequest request) {
    Place place = Place.of(call);
    String key = key(request.sshPublicKey());
    if (InstanceMachines.tier(ground.cloud().machineRoom()) == Tier.PROCESSES) {
      throw Fault.of(
          "EC2InstanceUnavailableException",
          "The instance is a process of this machine, which has no users of its own and no ssh.");
    }
    ground.transact(
        transaction -> {
          Instance instance = running(transaction, place, request);
          ConnectKeys.add(
              transaction, place, instance.id(), request.instanceOSUser(), key, call.time());
          return true;
        });
    return SendSshPublicKeyResponse.builder().requestId(call.requestId()).success(true).build();
  }

  private static String key(String given) {
    try {
      return KeyPairs.openSsh(given);
    } catch (IllegalArgumentException e) {
      throw Fault.of("InvalidArgsException", "The SSH public key is not valid.");
    }
  }

  private static Instance running(Snapshot rows, Place place, SendSshPublicKeyRequest request) {
    Instance instance = Instances.TABLE.find(rows, place, request.instanceId());
    String zone = request.availabilityZone();
    if (instance == null || (zone != null && !zone.equals(instance.launch().zone()))) {
      throw Fault.of(
          "EC2InstanceNotFoundException",
          "The specified instance was not found: " + request.instanceId());
    }
    if (InstanceOutages.concerns(rows, instance)) {
      throw Fault.of(
          "EC2InstanceUnavailableException",
          "The instance is currently unavailable. Wait a few minutes and try again.");
    }
    if (instance.state() != InstanceState.RUNNING) {
      throw Fault.of(
          "EC2InstanceStateInvalidException",
          "Unable to connect because the instance is not in a valid state. Connecting to a stopped"
              + " or terminated instance is not supported.");
    }
    return instance;
  }
}
