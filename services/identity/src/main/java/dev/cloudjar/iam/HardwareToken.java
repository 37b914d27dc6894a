package dev.cloudjar.iam;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A token as its maker has told of it. It becomes a device of an account when somebody enables it.
 *
 * @param seed sealed
 * @param accountId whose device it is; empty while it is nobody's
 */
record HardwareToken(ByteBuffer seed, Optional<String> accountId) {}
