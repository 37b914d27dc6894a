package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Content;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.cloud.PlainRequest;
import dev.cloudjar.iam.SignIn.Visitor;
import dev.cloudjar.iam.signin.Cookies;
import dev.cloudjar.iam.signin.Pages;
import dev.cloudjar.iam.signin.Stylesheet;
import dev.cloudjar.iam.signin.SubmittedForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request of a browser: what its cookies say, whether its form is one that it was shown, and
 * the headers that every answer has.
 *
 * @param anchor what tokens of forms are bound to: the session where there is one, else a cookie
 *     that this browser alone has
 * @param fresh whether the browser does not have that cookie yet
 */
record SignInVisit(
    SignIn signIn,
    Call.Http http,
    Cookies cookies,
    Optional<Visitor> visitor,
    String anchor,
    boolean fresh) {
  private static final String SESSION = "cloudjar-session";
  private static final String BROWSER = "cloudjar-browser";
  private static final String FEDERATED = "cloudjar-federated";
  private static final String HTML = "text/html; charset=utf-8";

  private static final List<Map.Entry<String, String>> HEADERS =
      List.of(
          Map.entry(
              "Content-Security-Policy",
              "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
                  + " frame-ancestors 'none'"),
          Map.entry("X-Frame-Options", "DENY"),
          Map.entry("X-Content-Type-Options", "nosniff"),
          // Without a referrer at all, browsers would send forms with the origin "null".
          Map.entry("Referrer-Policy", "same-origin"),
          Map.entry("Cross-Origin-Opener-Policy", "same-origin"),
          Map.entry("Cross-Origin-Resource-Policy", "same-origin"),
          Map.entry("Cache-Control", "no-store"));

  static SignInVisit of(SignIn signIn, PlainRequest request) {
    Call.Http http = request.http();
    Cookies cookies = new Cookies(http.secure(), http.headers().first("cookie").orElse(""));
    Optional<Visitor> visitor = cookies.find(SESSION).flatMap(signIn::visitor);
    Optional<String> known = visitor.map(Visitor::cookie).or(() -> cookies.find(BROWSER));
    return new SignInVisit(
        signIn, http, cookies, visitor, known.orElseGet(signIn::newBrowser), known.isEmpty());
  }

  // ---- what the browser sent -------------------------------------------------------------------

  /** The form of a request, if it is one that this browser was shown by this very host. */
  Optional<SubmittedForm> ownForm(PlainRequest request) {
    boolean own =
        !fresh
            && http.headers()
                .first("origin")
                .map(it -> it.equalsIgnoreCase(http.origin()))
                .orElse(true)
            && http.headers()
                .first("sec-fetch-site")
                .map(it -> it.equals("same-origin") || it.equals("none"))
                .orElse(true);
    return own
        ? form(request).filter(it -> signIn.seals().isFormToken(it.field(Pages.TOKEN), anchor))
        : Optional.empty();
  }

  /** A form of no more than reasonable size. */
  static Optional<SubmittedForm> form(PlainRequest request) {
    String type = request.head().headers().first("content-type").orElse("");
    if (!type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals(SubmittedForm.TYPE)) {
      return Optional.empty();
    }
    try (var in = request.body().asInputStream()) {
      byte[] body = in.readNBytes(SubmittedForm.MOST_BYTES + 1);
      return body.length > SubmittedForm.MOST_BYTES
          ? Optional.empty()
          : Optional.of(SubmittedForm.parse(body));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- what the browser is answered ------------------------------------------------------------

  /** What the browser of somebody has who came in by a token. */
  Optional<String> federated() {
    return cookies.find(FEDERATED);
  }

  /**
   * The page itself, since no browser sends a strict cookie where another site had it sent.
   *
   * @param made the page
   */
  PlainAnswer federated(String cookie, Function<Pages, String> made) {
    PlainAnswer page = page(200, made);
    page.headers().add(Map.entry("Set-Cookie", cookies.set(FEDERATED, cookie)));
    return page;
  }

  PlainAnswer json(String text) {
    return new PlainAnswer(
        200, headers("application/json"), bytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  PlainAnswer page(int status, Function<Pages, String> made) {
    List<Map.Entry<String, String>> headers = headers(HTML);
    if (fresh) {
      headers.add(Map.entry("Set-Cookie", cookies.set(BROWSER, anchor)));
    }
    if (status == 429) {
      headers.add(Map.entry("Retry-After", "30"));
    }
    String html = made.apply(new Pages(signIn.seals().formToken(anchor)));
    return new PlainAnswer(status, headers, bytes(html.getBytes(StandardCharsets.UTF_8)));
  }

  PlainAnswer stylesheet() {
    return new PlainAnswer(200, headers("text/css; charset=utf-8"), bytes(Stylesheet.bytes()));
  }

  PlainAnswer notAllowed(String methods) {
    List<Map.Entry<String, String>> headers = headers(HTML);
    headers.add(Map.entry("Allow", methods));
    return new PlainAnswer(405, headers, bytes(new byte[0]));
  }

  /** To the first page, which shows what comes next. There is nowhere else to be sent to. */
  PlainAnswer home() {
    List<Map.Entry<String, String>> headers = headers(HTML);
    headers.add(Map.entry("Location", "/"));
    return new PlainAnswer(303, headers, bytes(new byte[0]));
  }

  PlainAnswer entered(String cookie) {
    PlainAnswer home = home();
    home.headers().add(Map.entry("Set-Cookie", cookies.set(SESSION, cookie)));
    return home;
  }

  PlainAnswer left() {
    PlainAnswer home = home();
    home.headers().add(Map.entry("Set-Cookie", cookies.clear(SESSION)));
    home.headers().add(Map.entry("Set-Cookie", cookies.clear(FEDERATED)));
    return home;
  }

  static PlainAnswer nothing() {
    return new PlainAnswer(204, List.of(), bytes(new byte[0]));
  }

  private static List<Map.Entry<String, String>> headers(String type) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(HEADERS);
    headers.add(Map.entry("Content-Type", type));
    return headers;
  }

  private static Content bytes(byte[] bytes) {
    return new Content.Bytes(ByteBuffer.wrap(bytes));
  }
}
