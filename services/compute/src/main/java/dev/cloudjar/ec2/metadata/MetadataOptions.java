package dev.cloudjar.ec2.metadata;

/**
 * How an instance's metadata may be read.
 *
 * @param enabled whether at all
 * @param tokensRequired whether only with a token
 * @param hopLimit how many networks' ends the answer with a token may pass
 * @param tags whether the instance's tags are among it
 */
public record MetadataOptions(boolean enabled, boolean tokensRequired, int hopLimit, boolean tags) {

  /** What an instance has that nobody has told anything else. */
  public static final MetadataOptions DEFAULTS = new MetadataOptions(true, false, 1, false);
}
