package dev.cloudjar.cloud;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Access key ids in the form that AWS gives them: a prefix of four letters that says what kind it
 * is, and 80 bits in base 32, of which the first one is set, the next 40 are the account and the
 * rest tell keys apart.
 */
public final class AccessKeyIds {
  /** The prefix of keys that work until they are deleted. */
  public static final String LONG_TERM = "AKIA";

  /** The prefix of keys that come with a session token and expire. */
  public static final String TEMPORARY = "ASIA";

  private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final Pattern FORM = Pattern.compile("A[KS]IA[A-Z2-7]{16}");
  private static final int PREFIX_LENGTH = 4;
  private static final int BITS_PER_DIGIT = 5;
  private static final int BITS = 80;
  private static final int ACCOUNT_BITS = 40;
  private static final int OTHER_BITS = BITS - 1 - ACCOUNT_BITS;
  private static final long LAST_ACCOUNT = 999_999_999_999L;

  private AccessKeyIds() {}

  /**
   * A new id.
   *
   * @param prefix {@link #LONG_TERM} or {@link #TEMPORARY}
   * @param accountId the account that the key belongs to, 12 digits
   */
  public static String make(String prefix, String accountId, Ids ids) {
    BigInteger random = new BigInteger(1, ids.bytes((OTHER_BITS + 7) / 8));
    BigInteger rest = random.mod(BigInteger.ONE.shiftLeft(OTHER_BITS));
    BigInteger value = new BigInteger(accountId).shiftLeft(OTHER_BITS).setBit(BITS - 1).or(rest);
    StringBuilder id = new StringBuilder(prefix);
    for (int shift = BITS - BITS_PER_DIGIT; shift >= 0; shift -= BITS_PER_DIGIT) {
      id.append(DIGITS.charAt(value.shiftRight(shift).intValue() & (DIGITS.length() - 1)));
    }
    return id.toString();
  }

  /**
   * The account that is written into an access key id, whether or not there is such a key; empty
   * for ids that tell of none, such as those that AWS gave out before 2019.
   */
  public static Optional<String> accountIn(String accessKeyId) {
    if (!FORM.matcher(accessKeyId).matches()) {
      return Optional.empty();
    }
    BigInteger value = BigInteger.ZERO;
    for (char digit : accessKeyId.substring(PREFIX_LENGTH).toCharArray()) {
      value = value.shiftLeft(BITS_PER_DIGIT).or(BigInteger.valueOf(DIGITS.indexOf(digit)));
    }
    long account = value.clearBit(BITS - 1).shiftRight(OTHER_BITS).longValue();
    return value.testBit(BITS - 1) && account <= LAST_ACCOUNT
        ? Optional.of(String.format(Locale.ROOT, "%012d", account))
        : Optional.empty();
  }
}
