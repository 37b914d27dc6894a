package dev.cloudjar.gateway;

import dev.cloudjar.cloud.Fidelity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells with every answer how real it is. */
final class FidelityHeader {
  static final String NAME = "x-cloudjar-fidelity";

  private static final Map.Entry<String, String> REAL = Map.entry(NAME, "real");
  private static final Map.Entry<String, String> RECORDED = Map.entry(NAME, "recorded");
  private static final Map.Entry<String, String> UNSUPPORTED = Map.entry(NAME, "unsupported");

  private FidelityHeader() {}

  static List<Map.Entry<String, String>> append(
      List<Map.Entry<String, String>> headers, Fidelity fidelity) {
    List<Map.Entry<String, String>> all = new ArrayList<>(headers.size() + 1);
    all.addAll(headers);
    all.add(
        switch (fidelity) {
          case REAL -> REAL;
          case RECORDED -> RECORDED;
          case UNSUPPORTED -> UNSUPPORTED;
        });
    return all;
  }
}
