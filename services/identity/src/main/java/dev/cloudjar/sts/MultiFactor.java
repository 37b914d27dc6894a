package dev.cloudjar.sts;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Session;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Codes of devices that come with a call. */
final class MultiFactor {
  private MultiFactor() {}

  /** Whether a code came and is right; refuses one that is wrong. */
  static boolean isShown(
      Cloud cloud, Call call, @Nullable String serialNumber, @Nullable String code) {
    if (serialNumber == null && code == null) {
      return false;
    }
    if (serialNumber == null || code == null) {
      throw StsFaults.halfOfMfa();
    }
    if (!cloud
        .identities()
        .source()
        .map(it -> it.acceptsCode(call.principal(), serialNumber, code))
        .orElse(false)) {
      throw StsFaults.unknownMfaDevice();
    }
    return true;
  }

  /** The condition keys of a call that brings a code itself; none where it does not. */
  static Map<String, List<String>> context(
      Cloud cloud, Call call, @Nullable String serialNumber, @Nullable String code) {
    return call.session().flatMap(Session::mfaAuthenticated).isEmpty()
            && isShown(cloud, call, serialNumber, code)
        ? Map.of(
            "aws:multifactorauthpresent", List.of("true"),
            "aws:multifactorauthage", List.of("0"))
        : Map.of();
  }
}
