package dev.cloudjar.gateway.http;

import dev.cloudjar.wire.RequestHead;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;

/** Makes heads of what the engine has read, and refuses what it was too kind to. */
final class RequestReader {
  private RequestReader() {}

  static RequestHead read(HttpRequest request, DoorLimits limits) throws RefusedRequestException {
    check(request.decoderResult());
    HttpHeaders headers = request.headers();
    if (headers.size() > limits.headerCount()) {
      throw new RefusedRequestException(431, "too many headers");
    }
    if (!isSpoken(request.protocolVersion())) {
      throw new RefusedRequestException(505, "HTTP version not supported");
    }
    checkHost(request);
    String target = request.uri();
    if (target.isEmpty() || target.charAt(0) != '/') {
      target = originForm(target);
    }
    int question = target.indexOf('?');
    return new RequestHead(
        request.method().name(),
        question < 0 ? target : target.substring(0, question),
        question < 0 ? "" : target.substring(question + 1),
        new RequestHeaders(headers));
  }

  static void check(DecoderResult result) throws RefusedRequestException {
    if (result.isSuccess()) {
      return;
    }
    throw switch (result.cause()) {
      case TooLongHttpLineException e -> new RefusedRequestException(414, "URI too long");
      case TooLongHttpHeaderException e -> new RefusedRequestException(431, "headers too large");
      default -> new RefusedRequestException(400, "malformed request");
    };
  }

  private static boolean isSpoken(HttpVersion version) {
    return version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
  }

  private static void checkHost(HttpRequest request) throws RefusedRequestException {
    Iterator<? extends CharSequence> hosts =
        request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
    boolean any = hosts.hasNext();
    if (any) {
      hosts.next();
    }
    if (hosts.hasNext() || (!any && !request.protocolVersion().equals(HttpVersion.HTTP_1_0))) {
      throw new RefusedRequestException(400, "a request has one Host header");
    }
  }

  /** Clients that take the cloud for a proxy write the whole URL. */
  private static String originForm(String target) throws RefusedRequestException {
    int authority = target.indexOf("://");
    if (authority < 0 || target.charAt(0) == '*') {
      throw new RefusedRequestException(400, "malformed request target");
    }
    int path = target.indexOf('/', authority + 3);
    if (path >= 0) {
      return target.substring(path);
    }
    int query = target.indexOf('?', authority + 3);
    return query < 0 ? "/" : "/" + target.substring(query);
  }
}
