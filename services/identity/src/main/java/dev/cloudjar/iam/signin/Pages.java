package dev.cloudjar.iam.signin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages, which need no script. */
public final class Pages {
  /** The field of the token that a form carries. */
  public static final String TOKEN = "token";

  private final String token;

  /**
   * @param token what the forms on the pages carry
   */
  public Pages(String token) {
    this.token = token;
  }

  /** Where an IAM user signs in. */
  public String user(String account, String userName, Optional<String> problem) {
    Html form =
        form("/", "Sign in")
            .add(field("account", "Account ID or alias", "text", "organization", account))
            .add(field("username", "User name", "text", "username", userName))
            .add(field("password", "Password", "password", "current-password", ""));
    return page(
        "Sign in as an IAM user",
        problem,
        end(form, "Sign in")
            .add("<p class=\"other\"><a href=\"/root\">Sign in as the root user</a>"));
  }

  /** Where a root user signs in. */
  public String root(String email, Optional<String> problem) {
    Html form =
        form("/root", "Sign in")
            .add(field("email", "Root user email address", "email", "username", email))
            .add(field("password", "Password", "password", "current-password", ""));
    return page(
        "Sign in as the root user",
        problem,
        end(form, "Sign in").add("<p class=\"other\"><a href=\"/\">Sign in as an IAM user</a>"));
  }

  /** Where a device's code is asked for. */
  public String code(String who, Optional<String> problem) {
    Html form =
        form("/mfa", "Submit")
            .add(
                "<p>Enter the six digits that your MFA device shows.</p><label for=\"code\">MFA"
                    + " code</label><input id=\"code\" name=\"code\" type=\"text\""
                    + " inputmode=\"numeric\" pattern=\"[0-9]{6}\" maxlength=\"6\""
                    + " autocomplete=\"one-time-code\" required autofocus>");
    return page(
        "Multi-factor authentication",
        problem,
        signedAs(who).add(end(form, "Submit")).add(leave("Cancel")));
  }

  /** Where a new password is chosen. */
  public String password(String who, Optional<String> why, Optional<String> problem) {
    Html html = signedAs(who);
    why.ifPresent(it -> html.add("<p class=\"why\">").text(it).add("</p>"));
    Html form =
        form("/password", "Change password")
            .add(field("old", "Old password", "password", "current-password", ""))
            .add(field("new", "New password", "password", "new-password", ""))
            .add(field("again", "Retype new password", "password", "new-password", ""));
    html.add(end(form, "Confirm password change"));
    return page(
        "Change your password",
        problem,
        why.isPresent()
            ? html.add(leave("Cancel"))
            : html.add("<p class=\"other\"><a href=\"/\">Back</a>"));
  }

  /** Who has signed in. */
  public String home(String name, Map<String, String> facts, List<String> devices) {
    Html html = list(facts).add("<dt>MFA devices</dt><dd>");
    if (devices.isEmpty()) {
      html.add("None. A password alone opens this account.");
    } else {
      html.add("<ul>");
      devices.forEach(it -> html.add("<li>").text(it).add("</li>"));
      html.add("</ul>");
    }
    html.add(
            "</dd></dl><p class=\"actions\"><a class=\"button\" href=\"/password\">Change password</a></p>")
        .add(leave("Sign out"));
    return page("Signed in as " + name, Optional.empty(), html);
  }

  /** Who has come in with the credentials of a session. */
  public String federated(String name, Map<String, String> facts) {
    return page(
        "Signed in as " + name, Optional.empty(), list(facts).add("</dl>").add(leave("Sign out")));
  }

  /** The beginning of a list. */
  private static Html list(Map<String, String> facts) {
    Html html = new Html().add("<dl>");
    facts.forEach(
        (term, fact) -> html.add("<dt>").text(term).add("</dt><dd>").text(fact).add("</dd>"));
    return html;
  }

  /** A page that only says something. */
  public String notice(String title, String text) {
    return page(
        title,
        Optional.empty(),
        new Html()
            .add("<p role=\"alert\">")
            .text(text)
            .add("</p><p class=\"other\"><a href=\"/\">Sign in</a>"));
  }

  private static Html signedAs(String who) {
    return new Html().add("<p class=\"who\">").text(who).add("</p>");
  }

  private Html form(String action, String label) {
    return new Html()
        .add("<form method=\"post\" action=\"" + action + "\" aria-label=\"" + label + "\">")
        .add("<input type=\"hidden\" name=\"" + TOKEN + "\" value=\"")
        .text(token)
        .add("\">");
  }

  private static Html field(
      String name, String label, String type, String autocomplete, String value) {
    return new Html()
        .add("<label for=\"" + name + "\">" + label + "</label>")
        .add("<input id=\"" + name + "\" name=\"" + name + "\" type=\"" + type + "\"")
        .add(" autocomplete=\"" + autocomplete + "\" autocapitalize=\"none\" spellcheck=\"false\"")
        .add(" maxlength=\"320\" required value=\"")
        .text(value)
        .add("\">");
  }

  private static Html end(Html form, String button) {
    return form.add("<button type=\"submit\">" + button + "</button></form>");
  }

  private Html leave(String button) {
    return form("/signout", button)
        .add("<button class=\"quiet\" type=\"submit\">" + button + "</button></form>");
  }

  private static String page(String title, Optional<String> problem, Html content) {
    Html html =
        new Html()
            .add("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .add("<meta name=\"color-scheme\" content=\"light dark\"><title>")
            .text(title)
            .add(" – Cloudjar</title><link rel=\"stylesheet\" href=\"/style.css\"></head>")
            .add("<body><header>Cloudjar</header><main><h1>")
            .text(title)
            .add("</h1>");
    problem.ifPresent(it -> html.add("<p class=\"problem\" role=\"alert\">").text(it).add("</p>"));
    return html.add(content).add("</main></body></html>\n").toString();
  }
}
