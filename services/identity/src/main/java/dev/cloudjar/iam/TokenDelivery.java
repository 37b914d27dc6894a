package dev.cloudjar.iam;

import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.cloud.PlainRequest;
import dev.cloudjar.iam.device.SeedVault;
import dev.cloudjar.iam.signin.SubmittedForm;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where whoever makes a hardware token tells its seed, once, as makers tell AWS. It is taken from
 * this machine alone, and from no page: a browser sends our header for no other site.
 */
final class TokenDelivery {
  private static final String SERIAL_NUMBER = "[A-Z0-9][A-Z0-9-]{8,63}";
  private static final String SEED = "([0-9a-f]{2}){20,64}";

  private final IamStore store;
  private final Ids ids;

  TokenDelivery(IamStore store, Ids ids) {
    this.store = store;
    this.ids = ids;
  }

  PlainAnswer take(PlainRequest request) {
    boolean here = request.http().sourceAddress().map(InetAddress::isLoopbackAddress).orElse(true);
    if (!here
        || request.head().headers().first("x-cloudjar").isEmpty()
        || request.head().headers().first("origin").isPresent()
        || !request.head().method().equals("POST")) {
      throw IamFaults.notFromAfar();
    }
    SubmittedForm form =
        SignInVisit.form(request).orElseThrow(() -> IamFaults.validation("A form is expected."));
    String serialNumber = form.field("serial");
    if (!serialNumber.matches(SERIAL_NUMBER) || !form.field("seed").matches(SEED)) {
      throw IamFaults.validation("A token has a serial number and a seed of 20 to 64 bytes.");
    }
    ByteBuffer sealed =
        store
            .seeds()
            .seal(
                serialNumber,
                HexFormat.of().parseHex(form.field("seed")),
                ids.bytes(SeedVault.NONCE_BYTES));
    store.note(
        transaction -> {
          HardwareTokens.add(
              transaction, serialNumber, new HardwareToken(sealed, Optional.empty()));
          return serialNumber;
        });
    return SignInVisit.nothing();
  }
}
