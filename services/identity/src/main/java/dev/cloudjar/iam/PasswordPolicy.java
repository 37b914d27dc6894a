package dev.cloudjar.iam;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the passwords of an account's users have to be like.
 *
 * @param maxAgeDays how long one is good for; empty for ever
 * @param reusePrevention how many of a user's last passwords may not come again
 * @param hardExpiry whether only an administrator can replace a password that has expired
 */
record PasswordPolicy(
    int minimumLength,
    boolean symbols,
    boolean numbers,
    boolean uppercase,
    boolean lowercase,
    boolean usersChangeTheirs,
    Optional<Integer> maxAgeDays,
    Optional<Integer> reusePrevention,
    Optional<Boolean> hardExpiry) {
  static final int LEAST_LENGTH = 6;
  static final int MOST_LENGTH = 128;

  private static final int BUILT_IN_LENGTH = 8;
  private static final int BUILT_IN_CLASSES = 3;
  private static final String SYMBOLS = "!@#$%^&*()_+-=[]{}|'";

  /** Whether a password is as this policy wants it. */
  boolean admits(String password) {
    return password.length() >= minimumLength
        && password.length() <= MOST_LENGTH
        && (!symbols || hasSymbol(password))
        && (!numbers || hasDigit(password))
        && (!uppercase || hasUppercase(password))
        && (!lowercase || hasLowercase(password));
  }

  /** Whether a password is as all accounts want it that have no policy of their own. */
  static boolean builtInAdmits(String password, String account, String userName) {
    int classes =
        (hasSymbol(password) ? 1 : 0)
            + (hasDigit(password) ? 1 : 0)
            + (hasUppercase(password) ? 1 : 0)
            + (hasLowercase(password) ? 1 : 0);
    return password.length() >= BUILT_IN_LENGTH
        && password.length() <= MOST_LENGTH
        && classes >= BUILT_IN_CLASSES
        && !password.equals(account)
        && !password.equals(userName);
  }

  /** When a password expires that was set at a time. */
  Optional<Instant> expiry(Instant changed) {
    return maxAgeDays.map(days -> changed.plus(Duration.ofDays(days)));
  }

  private static boolean hasSymbol(String password) {
    return password.chars().anyMatch(it -> SYMBOLS.indexOf(it) >= 0);
  }

  private static boolean hasDigit(String password) {
    return password.chars().anyMatch(it -> it >= '0' && it <= '9');
  }

  private static boolean hasUppercase(String password) {
    return password.chars().anyMatch(it -> it >= 'A' && it <= 'Z');
  }

  private static boolean hasLowercase(String password) {
    return password.chars().anyMatch(it -> it >= 'a' && it <= 'z');
  }
}
