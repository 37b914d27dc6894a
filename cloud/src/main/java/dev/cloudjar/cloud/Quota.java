package dev.cloudjar.cloud;

import java.util.Map;

/**
 * A number that limits what an account may do in a Region, until somebody has it raised.
 *
 * @param service as Service Quotas calls it, such as {@code kms}
 * @param code by which Service Quotas knows it, such as {@code L-6E3AF000}; empty where that is not
 *     known
 * @param name such as {@code Cryptographic operations (symmetric) request rate}
 * @param inRegions what it is to begin with in some Regions
 * @param elsewhere what it is to begin with in all others
 * @param global whether it is one number for all Regions together
 */
public record Quota(
    String service,
    String code,
    String name,
    Map<String, Double> inRegions,
    double elsewhere,
    boolean global) {

  /** A quota of each Region. */
  public Quota(
      String service, String code, String name, Map<String, Double> inRegions, double elsewhere) {
    this(service, code, name, inRegions, elsewhere, false);
  }

  /** A quota that is the same in all Regions. */
  public Quota(String service, String code, String name, double everywhere) {
    this(service, code, name, Map.of(), everywhere);
  }

  /** A quota on what there is in all Regions together. */
  public static Quota ofAllRegions(String service, String code, String name, double value) {
    return new Quota(service, code, name, Map.of(), value, true);
  }

  /** What it is to begin with. */
  public double standard(String region) {
    return inRegions.getOrDefault(region, elsewhere);
  }
}
