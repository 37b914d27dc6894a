package dev.cloudjar.s3;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Operations.Handler;
import dev.cloudjar.cloud.Room;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/**
 * Key Management Service that seals no keys of replicas, which it is asked for by Encrypt, while a
 * test says that it is busy.
 */
final class BusyKeyService {
  static final AtomicBoolean BUSY = new AtomicBoolean();

  private BusyKeyService() {}

  /** The real room with that fault. */
  static final class KmsRoom implements Room {
    @Override
    public void open(Operations operations, Cloud cloud) {
      new dev.cloudjar.kms.KmsRoom()
          .open(
              (Operations)
                  Proxy.newProxyInstance(
                      Operations.class.getClassLoader(),
                      new Class<?>[] {Operations.class},
                      (proxy, method, arguments) -> {
                        if (method.getName().equals("on") && arguments[0] == EncryptRequest.class) {
                          arguments[2] = unlessBusy((Handler<?, ?>) arguments[2]);
                        }
                        try {
                          return method.invoke(operations, arguments);
                        } catch (InvocationTargetException e) {
                          throw e.getCause();
                        }
                      }),
              cloud);
    }
  }

  private static <I, O> Handler<I, O> unlessBusy(Handler<I, O> handler) {
    return (call, request) -> {
      if (BUSY.get()) {
        throw Fault.of("ThrottlingException", "The service is busy, as the test says.");
      }
      return handler.handle(call, request);
    };
  }
}
