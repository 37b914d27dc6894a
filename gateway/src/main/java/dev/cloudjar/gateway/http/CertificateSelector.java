package dev.cloudjar.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes the certificate for the name that the client asks for. */
@SuppressWarnings("FutureReturnValueIgnored") // handlers are told of what fails
final class CertificateSelector extends AbstractSniHandler<SslContext> {
  private static final System.Logger LOG = System.getLogger(CertificateSelector.class.getName());

  private final Certificates certificates;
  private final DoorContext door;

  CertificateSelector(Certificates certificates, DoorContext door) {
    super(16 * 1024, TimeUnit.SECONDS.toMillis(door.limits().headSeconds()));
    this.certificates = certificates;
    this.door = door;
  }

  @Override
  protected Future<SslContext> lookup(ChannelHandlerContext context, @Nullable String hostname) {
    String name = hostname == null ? "" : hostname;
    Optional<SslContext> ready = certificates.ready(name);
    if (ready.isPresent()) {
      return context.executor().newSucceededFuture(ready.get());
    }
    Promise<SslContext> promise = context.executor().newPromise();
    door.workers()
        .execute(
            () -> {
              try {
                promise.setSuccess(certificates.prepare(name));
              } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "no certificate for " + name, e);
                promise.setFailure(e);
              }
            });
    return promise;
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext context, @Nullable String hostname, Future<SslContext> found) {
    if (found.isSuccess()) {
      context.pipeline().replace(this, "tls", found.getNow().newHandler(context.alloc()));
    } else {
      context.close();
    }
  }
}
