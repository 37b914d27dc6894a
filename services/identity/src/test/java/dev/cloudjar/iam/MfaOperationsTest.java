package dev.cloudjar.iam;

import static dev.cloudjar.junit.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import dev.cloudjar.iam.device.Totp;
import dev.cloudjar.junit.Behaviour;
import dev.cloudjar.junit.CloudjarTest;
import dev.cloudjar.junit.TestCloud;
import java.awt.image.BufferedImage;
import java.time.Duration;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AssignmentStatusType;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

@CloudjarTest(rooms = IamRoom.class, shared = false)
class MfaOperationsTest {
  private final IamClient iam;
  private final TestCloud cloud;

  MfaOperationsTest(IamClient iam, TestCloud cloud) {
    this.iam = iam;
    this.cloud = cloud;
    cloud.clock().freeze();
    iam.createUser(it -> it.userName("alice"));
  }

  @Test
  @Behaviour("IAM-MFA-01")
  void a_seed_is_a_text_and_a_picture_that_telephones_read() throws Exception {
    VirtualMFADevice device = create("phone");
    String seed = device.base32StringSeed().asUtf8String();
    assertThat(device.serialNumber()).isEqualTo("arn:aws:iam::" + cloud.accountId() + ":mfa/phone");
    assertThat(seed).matches("[A-Z2-7]{64}");
    BufferedImage picture = ImageIO.read(device.qrCodePNG().asInputStream());
    int width = picture.getWidth();
    int[] pixels = picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
    String text =
        new QRCodeReader()
            .decode(
                new BinaryBitmap(
                    new HybridBinarizer(
                        new RGBLuminanceSource(width, picture.getHeight(), pixels))))
            .getText();
    assertThat(text)
        .isEqualTo(
            "otpauth://totp/Amazon%20Web%20Services:phone%40"
                + cloud.accountId()
                + "?secret="
                + seed
                + "&issuer=Amazon%20Web%20Services");
  }

  @Test
  @Behaviour("IAM-MFA-01")
  void a_device_is_enabled_by_two_codes_one_after_the_other() {
    VirtualMFADevice device = create("phone");
    refused(() -> enable(device, code(device, 0), code(device, 0)))
        .withCode("InvalidAuthenticationCode")
        .withStatus(403);
    refused(() -> enable(device, code(device, 1), code(device, 0)))
        .withCode("InvalidAuthenticationCode");
    refused(() -> enable(device, code(device, 100), code(device, 101)))
        .withCode("InvalidAuthenticationCode");
    assertThat(iam.listMFADevices(it -> it.userName("alice")).mfaDevices()).isEmpty();

    enable(device, code(device, -1), code(device, 0));

    assertThat(iam.listMFADevices(it -> it.userName("alice")).mfaDevices())
        .extracting(MFADevice::serialNumber)
        .containsExactly(device.serialNumber());
    assertThat(
            iam.listVirtualMFADevices(it -> it.assignmentStatus(AssignmentStatusType.ASSIGNED))
                .virtualMFADevices())
        .hasSize(1);
    refused(() -> iam.deleteVirtualMFADevice(it -> it.serialNumber(device.serialNumber())))
        .withCode("DeleteConflict");
    refused(() -> iam.deleteUser(it -> it.userName("alice")))
        .saying("Cannot delete entity, must delete MFA device first.");
    refused(() -> enable(device, code(device, 0), code(device, 1))).withCode("EntityAlreadyExists");
  }

  @Test
  void a_clock_that_went_wrong_is_set_again() {
    VirtualMFADevice device = create("phone");
    enable(device, code(device, -1), code(device, 0));
    cloud.clock().advance(Duration.ofDays(1));
    refused(
            () ->
                iam.resyncMFADevice(
                    it ->
                        it.userName("alice")
                            .serialNumber(device.serialNumber())
                            .authenticationCode1("000000")
                            .authenticationCode2("000001")))
        .withCode("InvalidAuthenticationCode");
    iam.resyncMFADevice(
        it ->
            it.userName("alice")
                .serialNumber(device.serialNumber())
                .authenticationCode1(code(device, 5))
                .authenticationCode2(code(device, 6)));
    iam.deactivateMFADevice(it -> it.userName("alice").serialNumber(device.serialNumber()));
    iam.deleteVirtualMFADevice(it -> it.serialNumber(device.serialNumber()));
    assertThat(iam.listVirtualMFADevices().virtualMFADevices()).isEmpty();
    refused(() -> iam.deleteVirtualMFADevice(it -> it.serialNumber(device.serialNumber())))
        .withCode("NoSuchEntity");
  }

  @Test
  void the_root_has_a_device_of_its_own_name() {
    VirtualMFADevice device = create("root-account-mfa-device");
    iam.enableMFADevice(
        it ->
            it.userName("root")
                .serialNumber(device.serialNumber())
                .authenticationCode1(code(device, -1))
                .authenticationCode2(code(device, 0)));
    assertThat(iam.listMFADevices().mfaDevices()).hasSize(1);
    assertThat(iam.getAccountSummary().summaryMapAsStrings())
        .containsEntry("AccountMFAEnabled", 1)
        .containsEntry("MFADevicesInUse", 1)
        .containsEntry("Users", 1);
  }

  private VirtualMFADevice create(String name) {
    return iam.createVirtualMFADevice(it -> it.virtualMFADeviceName(name)).virtualMFADevice();
  }

  private void enable(VirtualMFADevice device, String first, String second) {
    iam.enableMFADevice(
        it ->
            it.userName("alice")
                .serialNumber(device.serialNumber())
                .authenticationCode1(first)
                .authenticationCode2(second));
  }

  /** What the device shows so many half minutes from now. */
  private String code(VirtualMFADevice device, int later) {
    return Totp.code(Seed.of(device), Totp.step(cloud.clock().now()) + later);
  }
}
