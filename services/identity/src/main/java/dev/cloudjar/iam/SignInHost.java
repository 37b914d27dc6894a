package dev.cloudjar.iam;

import java.util.List;
import java.util.Optional;

/**
 * A host under which the console's door is found, as AWS has {@code signin.aws.amazon.com}. It is a
 * host of its own so that no page of a bucket, which may be anybody's, has the door's origin.
 *
 * @param account what stands before it, which prefills the form; empty for nothing
 */
record SignInHost(String account) {
  private static final List<String> NAMES = List.of("signin.localhost", "signin.aws.amazon.com");

  /** What a host without its port is; empty where it is another one. */
  static Optional<SignInHost> of(String host) {
    for (String name : NAMES) {
      if (host.equals(name)) {
        return Optional.of(new SignInHost(""));
      }
      int dot = host.length() - name.length() - 1;
      if (dot > 0 && host.endsWith("." + name) && host.indexOf('.') == dot) {
        return Optional.of(new SignInHost(host.substring(0, dot)));
      }
    }
    return Optional.empty();
  }
}
