package dev.cloudjar.conformance.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;

/** Calls any operation by the SDK's client of its service. */
record Invoker(Class<? extends SdkClient> type, SdkClient client) {

  /** What came of a call. */
  sealed interface Outcome {
    /** Whether the caller was told that it may not. */
    boolean isDenied();

    /** What it says, apart from what differs from answer to answer. */
    String gist();

    /** It was answered. */
    record Answered(String text, boolean isDenied) implements Outcome {
      @Override
      public String gist() {
        return text;
      }
    }

    /** It was refused. */
    record Refused(String code, int status, String message) implements Outcome {
      @Override
      public String gist() {
        return code + " " + status;
      }

      @Override
      public boolean isDenied() {
        return code.startsWith("AccessDenied")
            || code.equals("UnauthorizedOperation")
            || (code.isEmpty() && status == 403);
      }
    }
  }

  Outcome call(SdkPojo request) {
    try {
      return switch (invoke(request)) {
        case ResponseInputStream<?> stream ->
            new Outcome.Answered(
                stream.response() + new String(stream.readAllBytes(), StandardCharsets.UTF_8),
                false);
        case SdkPojo response -> new Outcome.Answered(response.toString(), tellsOfDenied(response));
        default -> throw new IllegalStateException("no response");
      };
    } catch (AwsServiceException e) {
      String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
      // An answer to HEAD has no body, so that the SDK makes up a code.
      return new Outcome.Refused(
          code == null || code.startsWith("403") ? "" : code,
          e.statusCode(),
          String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers to requests for many things tell of each. */
  private static boolean tellsOfDenied(SdkPojo response) {
    for (SdkField<?> field : response.sdkFields()) {
      if (field.memberName().equals("Errors")
          && field.getValueOrDefault(response) instanceof List<?> errors) {
        return errors.toString().contains("AccessDenied");
      }
    }
    return false;
  }

  private Object invoke(SdkPojo request) {
    // Methods are spelled like getMFADevice, classes like GetMfaDeviceRequest.
    String method = request.getClass().getSimpleName().replaceAll("Request$", "");
    try {
      for (Method each : type.getMethods()) {
        Class<?>[] parameters = each.getParameterTypes();
        if (each.getName().equalsIgnoreCase(method)
            && parameters.length > 0
            && parameters[0] == request.getClass()) {
          if (parameters.length == 1) {
            return each.invoke(client, request);
          } else if (parameters.length == 2 && parameters[1] == RequestBody.class) {
            return each.invoke(client, request, RequestBody.fromString("content"));
          }
        }
      }
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException("the client has no " + method);
  }
}
