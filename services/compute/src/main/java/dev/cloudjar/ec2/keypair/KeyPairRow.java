package dev.cloudjar.ec2.keypair;

import dev.cloudjar.ec2.ground.Ec2Resource;
import java.time.Instant;

/**
 * A key pair.
 *
 * @param openSsh the public key as OpenSSH writes it, with the pair's name as its comment
 */
public record KeyPairRow(
    String id, String name, String type, String openSsh, String fingerprint, Instant created)
    implements Ec2Resource {}
