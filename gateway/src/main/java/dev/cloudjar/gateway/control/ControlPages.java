package dev.cloudjar.gateway.control;

import dev.cloudjar.gateway.exchange.Incoming;
import dev.cloudjar.gateway.exchange.Outgoing;
import dev.cloudjar.gateway.exchange.RequestHandler;
import dev.cloudjar.wire.RequestHead;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the page, and keeps everybody out who has no business there.
 *
 * <p>Who may see pages: peers on the loopback address, unless the cloud was told to show them to
 * all. The {@code Host} must be an address or a local name, so that a foreign web site whose name
 * has been made to point here is refused.
 *
 * <p>Who may change things: whoever sends no {@code Origin}, as command lines and SDKs do, or one
 * that is this host itself; and the request has to be more than a plain form could send, by a
 * {@code Content-Type} of {@code application/json} or any {@code X-Cloudjar} header, which browsers
 * let foreign pages send only with a permission that is never given.
 */
public final class ControlPages {
  private static final System.Logger LOG = System.getLogger(ControlPages.class.getName());

  private final List<ControlPage> pages;
  private final boolean openToAll;

  /**
   * @param openToAll whether peers may come from anywhere
   */
  public ControlPages(List<ControlPage> pages, boolean openToAll) {
    this.pages = List.copyOf(pages);
    this.openToAll = openToAll;
  }

  /** Whether a path is one of ours, or would be if there was a page. Buckets have no such names. */
  public static boolean isControl(String path) {
    return path.length() > 2
        && path.charAt(1) == '_'
        && (isBelow(path, "/_cloudjar") || isBelow(path, "/_localstack"));
  }

  private static boolean isBelow(String path, String parent) {
    return path.startsWith(parent)
        && (path.length() == parent.length() || path.charAt(parent.length()) == '/');
  }

  /** Answers a request for a page. */
  public RequestHandler.Exchange open(Incoming incoming) {
    return new RequestHandler.Exchange() {
      @Override
      public boolean immediate() {
        return false;
      }

      @Override
      public Outgoing answer() {
        return ControlPages.this.answer(incoming);
      }
    };
  }

  private Outgoing answer(Incoming incoming) {
    RequestHead head = incoming.head();
    String refusal = refusal(incoming);
    if (refusal != null) {
      return Json.error(403, refusal);
    }
    for (ControlPage page : pages) {
      if (isBelow(head.path(), page.path())) {
        return answer(page, incoming);
      }
    }
    return Json.error(404, "there is no such page");
  }

  private static Outgoing answer(ControlPage page, Incoming incoming) {
    try {
      return page.answer(incoming);
    } catch (IllegalArgumentException e) {
      return Json.error(400, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, page.path() + " failed", e);
      return Json.error(500, "the page failed; the log says why");
    }
  }

  /** Why somebody is kept out; null where they are not. */
  private @Nullable String refusal(Incoming incoming) {
    RequestHead head = incoming.head();
    boolean within = incoming.sourceAddress().isEmpty();
    if (within) {
      return null;
    }
    if (!openToAll && !incoming.sourceAddress().get().isLoopbackAddress()) {
      return "control pages answer on the loopback address only";
    }
    String host = head.headers().first("host");
    if (!openToAll && !LocalNames.isLocal(host)) {
      return "control pages answer to local names and addresses only";
    }
    boolean changes = !head.method().equals("GET") && !head.method().equals("HEAD");
    return changes ? foreign(head, host) : null;
  }

  private static @Nullable String foreign(RequestHead head, @Nullable String host) {
    String origin = head.headers().first("origin");
    if (origin != null && !LocalNames.isOriginOf(origin, host)) {
      return "changes are not taken from other sites";
    }
    String contentType = head.headers().first("content-type");
    boolean json = contentType != null && contentType.startsWith("application/json");
    return json || head.headers().first("x-cloudjar") != null
        ? null
        : "changes need a Content-Type of application/json, or an X-Cloudjar header";
  }

  /** What pages answer to a method that they do not know. */
  public static Outgoing methodNotAllowed(String allowed) {
    return new Outgoing(405, List.of(Map.entry("Allow", allowed)), Outgoing.empty(405).content());
  }
}
