package dev.cloudjar.s3;

import dev.cloudjar.cloud.Fault;

/** What websites answer that the API does not. */
final class WebsiteFaults {
  private WebsiteFaults() {}

  static Fault incorrectEndpoint(Bucket bucket) {
    return Fault.of(
            400,
            "IncorrectEndpoint",
            "The specified bucket exists in another region. Please direct requests to the specified"
                + " endpoint.")
        .with("Endpoint", bucket.name() + ".s3-website." + bucket.region() + ".amazonaws.com");
  }

  static Fault methodNotAllowed(String method) {
    return Fault.of(
            405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
        .with("Method", method)
        .with("ResourceType", "OBJECT")
        .withHeader("Allow", "GET, HEAD");
  }

  /** A folder was named without its slash. */
  static Fault found() {
    return Fault.of(302, "Found", "Resource Found");
  }

  static Fault invalidUri() {
    return Fault.of(400, "InvalidURI", "Couldn't parse the specified URI.");
  }
}
