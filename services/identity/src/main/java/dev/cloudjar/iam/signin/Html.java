package dev.cloudjar.iam.signin;

/** A piece of HTML. What comes from elsewhere gets into one only as text. */
final class Html {
  private final StringBuilder markup = new StringBuilder();

  /** Adds markup of our own. */
  Html add(String ours) {
    markup.append(ours);
    return this;
  }

  Html add(Html other) {
    markup.append(other.markup);
    return this;
  }

  /** Adds text, which may be anybody's, between elements or within a quoted attribute. */
  Html text(String anybodys) {
    anybodys
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> markup.append("&amp;");
                case '<' -> markup.append("&lt;");
                case '>' -> markup.append("&gt;");
                case '"' -> markup.append("&quot;");
                case '\'' -> markup.append("&#39;");
                default -> markup.appendCodePoint(isLegible(c) ? c : 0xFFFD);
              }
            });
    return this;
  }

  /** Neither controls, nor what turns the direction of the text around it. */
  private static boolean isLegible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
      default -> true;
    };
  }

  @Override
  public String toString() {
    return markup.toString();
  }
}
