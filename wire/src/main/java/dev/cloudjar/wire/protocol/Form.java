package dev.cloudjar.wire.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a Query request as a tree: {@code Tag.1.Key=a} is three levels deep. */
final class Form {
  private static final int DEEPEST = 100;

  /** One place in the tree. */
  static final class Node {
    private @Nullable String value;
    private @Nullable Map<String, Node> children;

    /** The value that stands here; null where there are only deeper ones. */
    @Nullable String value() {
      return value;
    }

    Map<String, Node> children() {
      return children == null ? Map.of() : children;
    }

    @Nullable Node child(String name) {
      return children == null ? null : children.get(name);
    }

    private Node makeChild(String name) {
      Map<String, Node> all = children;
      if (all == null) {
        all = new HashMap<>(8);
        children = all;
      }
      return all.computeIfAbsent(name, absent -> new Node());
    }

    /** The children by their numbers, from 1 on; numbers may be left out. */
    List<Node> numbered(Refusal refusal) {
      Map<String, Node> all = children;
      if (all == null) {
        return List.of();
      }
      List<Map.Entry<Long, Node>> found = new ArrayList<>(all.size());
      all.forEach((name, node) -> found.add(Map.entry(number(name, refusal), node)));
      found.sort(Map.Entry.comparingByKey());
      List<Node> nodes = new ArrayList<>(found.size());
      for (Map.Entry<Long, Node> each : found) {
        nodes.add(each.getValue());
      }
      return nodes;
    }

    private static Long number(String name, Refusal refusal) {
      boolean digits = !name.isEmpty() && name.length() <= 18;
      for (int i = 0; digits && i < name.length(); i++) {
        digits = name.charAt(i) >= '0' && name.charAt(i) <= '9';
      }
      if (!digits) {
        throw refusal.because("Unexpected list index " + Texts.shortened(name) + ".");
      }
      return Long.valueOf(name);
    }
  }

  private final Refusal refusal;
  private final Node root = new Node();

  /**
   * A form.
   *
   * @param refusal how it refuses text that is no form
   */
  Form(Refusal refusal) {
    this.refusal = refusal;
  }

  Node root() {
    return root;
  }

  Form add(ByteBuffer body) {
    try {
      return add(StandardCharsets.UTF_8.newDecoder().decode(body.duplicate()).toString());
    } catch (CharacterCodingException notUtf8) {
      throw refusal.because("The request contains text that is not UTF-8.");
    }
  }

  Form add(String text) {
    int length = text.length();
    for (int from = 0; from < length; ) {
      int end = text.indexOf('&', from);
      int to = end < 0 ? length : end;
      if (to > from) {
        pair(text, from, to);
      }
      from = to + 1;
    }
    return this;
  }

  private void pair(String text, int from, int to) {
    int equals = text.indexOf('=', from);
    int nameEnd = equals < 0 || equals > to ? to : equals;
    String name = Percent.decode(text, from, nameEnd, true, refusal);
    String value = nameEnd == to ? "" : Percent.decode(text, nameEnd + 1, to, true, refusal);
    Node node = root;
    int depth = 0;
    for (int start = 0; start <= name.length(); ) {
      int dot = name.indexOf('.', start);
      int partEnd = dot < 0 ? name.length() : dot;
      if (++depth > DEEPEST) {
        throw refusal.because("A parameter is nested too deeply.");
      }
      node = node.makeChild(name.substring(start, partEnd));
      start = partEnd + 1;
    }
    if (node.value != null) {
      throw refusal.because("The parameter " + Texts.shortened(name) + " is given twice.");
    }
    node.value = value;
  }
}
