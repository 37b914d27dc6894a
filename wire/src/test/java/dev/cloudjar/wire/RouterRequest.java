package dev.cloudjar.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** A request to be routed, such as {@code request("GET /bucket/key?acl").signedFor("s3")}. */
record RouterRequest(String line, Map<String, String> headers, String body) {

  static RouterRequest request(String line) {
    return new RouterRequest(line, Map.of("host", "localhost:4566"), "");
  }

  RouterRequest with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new RouterRequest(line, more, body);
  }

  RouterRequest host(String host) {
    return with("host", host);
  }

  RouterRequest signedFor(String service) {
    return signedFor(service, "eu-west-1");
  }

  RouterRequest signedFor(String service, String region) {
    return with(
        "authorization",
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260102/"
            + region
            + "/"
            + service
            + "/aws4_request, SignedHeaders=host;x-amz-date, Signature=00");
  }

  RouterRequest form(String form) {
    return new RouterRequest(
        line, with("Content-Type", "application/x-www-form-urlencoded").headers, form);
  }

  RequestHead head() {
    int space = line.indexOf(' ');
    String target = line.substring(space + 1);
    int question = target.indexOf('?');
    return new RequestHead(
        line.substring(0, space),
        question < 0 ? target : target.substring(0, question),
        question < 0 ? "" : target.substring(question + 1),
        new MapHeaders(headers));
  }

  Route by(Router router) {
    return router.route(head(), () -> ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether a router asks for the body. */
  boolean givesItsBodyTo(Router router) {
    AtomicBoolean asked = new AtomicBoolean();
    router.route(
        head(),
        () -> {
          asked.set(true);
          return ByteBuffer.allocate(0);
        });
    return asked.get();
  }

  private record MapHeaders(Map<String, String> values) implements Headers {
    @Override
    public String first(String lowerCaseName) {
      return values.get(lowerCaseName);
    }

    @Override
    public List<String> all(String lowerCaseName) {
      return values.containsKey(lowerCaseName) ? List.of(values.get(lowerCaseName)) : List.of();
    }

    @Override
    public void forEach(BiConsumer<String, String> action) {
      values.forEach(action);
    }
  }
}
