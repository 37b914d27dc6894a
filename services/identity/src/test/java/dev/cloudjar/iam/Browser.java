package dev.cloudjar.iam;

import dev.cloudjar.junit.TestCloud;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser as simple as can be: keeps cookies, follows redirects, and fills in forms. */
final class Browser implements AutoCloseable {
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]*)\"");

  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final String origin;
  private String page = "";

  Browser(TestCloud cloud, String host) {
    origin = "http://" + host + ":" + cloud.port();
  }

  Browser(TestCloud cloud) {
    this(cloud, "signin.localhost");
  }

  String origin() {
    return origin;
  }

  /** The page that is shown. */
  String page() {
    return page;
  }

  /** The token in the forms of the page that is shown. */
  String token() {
    Matcher matcher = TOKEN.matcher(page);
    return matcher.find() ? matcher.group(1) : "";
  }

  List<HttpCookie> cookies() {
    return cookies.getCookieStore().getCookies();
  }

  void setCookie(String name, String value) {
    HttpCookie cookie = new HttpCookie(name, value);
    cookie.setPath("/");
    cookie.setVersion(0);
    cookies.getCookieStore().add(URI.create(origin), cookie);
  }

  HttpResponse<String> open(String path) {
    return send(HttpRequest.newBuilder(URI.create(origin + path)).GET());
  }

  /** Sends a form of the page that is shown, as a browser does that follows the standards. */
  HttpResponse<String> submit(String path, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.putIfAbsent("token", token());
    return post(path, all, Map.of("Origin", origin, "Sec-Fetch-Site", "same-origin"));
  }

  HttpResponse<String> post(String path, Map<String, String> fields, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("User-Agent", "Mozilla/5.0 (test)")
            .POST(HttpRequest.BodyPublishers.ofString(form(fields)));
    headers.forEach(request::header);
    return send(request);
  }

  static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      page = answer.body();
      return answer;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
