package dev.cloudjar.app;

import dev.cloudjar.gateway.CloudServer;
import java.io.PrintStream;

/** What a user sees first: where the cloud is, and what to try. */
final class StartScreen {

  private StartScreen() {}

  static void print(PrintStream out, RunRecord record) {
    out.println("Cloudjar " + CloudServer.version() + " is ready.");
    out.println();
    out.println("  endpoint     " + record.endpoint() + "  (HTTPS on the same port)");
    out.println("  sign in      http://signin.localhost:" + record.port() + "/");
    out.println("  data         " + record.data());
    Capabilities.print(out, record.ephemeral());
    out.println();
    out.println("Try:  cloudjar aws s3 mb s3://my-bucket");
    out.println("      export AWS_ENDPOINT_URL=" + record.endpoint() + "  (for any SDK)");
    out.flush();
  }
}
