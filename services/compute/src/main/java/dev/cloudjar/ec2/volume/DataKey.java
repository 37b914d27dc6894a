package dev.cloudjar.ec2.volume;

/**
 * The key of a volume, which KMS has made and opens.
 *
 * @param keyArn the KMS key under which it is sealed
 * @param sealedKey as KMS gave it, in Base64
 * @param volumeId of the volume that it was made for, in whose name it is opened
 * @param ofAws whether the KMS key is the one that EBS has in each account
 */
public record DataKey(String keyArn, String sealedKey, String volumeId, boolean ofAws) {
  /** The Region of the KMS key. */
  String region() {
    return keyArn.split(":", 5)[3];
  }
}
