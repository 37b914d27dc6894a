package dev.cloudjar.s3;

import dev.cloudjar.iam.Seed;
import dev.cloudjar.iam.device.Totp;
import dev.cloudjar.junit.TestCloud;
import java.time.Duration;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

/** The device of an account's root, which shows another code each half minute. */
final class RootDevice {
  private final TestCloud cloud;
  private final VirtualMFADevice device;

  private RootDevice(TestCloud cloud, VirtualMFADevice device) {
    this.cloud = cloud;
    this.device = device;
  }

  static RootDevice make(IamClient iam, TestCloud cloud) {
    RootDevice device =
        new RootDevice(
            cloud,
            iam.createVirtualMFADevice(it -> it.virtualMFADeviceName("root-account-mfa-device"))
                .virtualMFADevice());
    String first = device.code();
    String second = device.nextCode();
    iam.enableMFADevice(
        it ->
            it.userName("root")
                .serialNumber(device.serialNumber())
                .authenticationCode1(first)
                .authenticationCode2(second));
    return device;
  }

  String serialNumber() {
    return device.serialNumber();
  }

  /** What a request says, with the code of the next half minute: each works but once. */
  String proof() {
    return serialNumber() + " " + nextCode();
  }

  private String nextCode() {
    cloud.clock().advance(Duration.ofSeconds(30));
    return code();
  }

  private String code() {
    return Totp.code(Seed.of(device), Totp.step(cloud.clock().now()));
  }
}
