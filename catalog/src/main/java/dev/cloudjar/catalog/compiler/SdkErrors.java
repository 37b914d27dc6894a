package dev.cloudjar.catalog.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The errors that a client of the SDK knows, with their HTTP statuses. The generated client tells
 * them only in code: {@code
 * ExceptionMetadata.builder().errorCode("X").httpStatusCode(404).build()}.
 */
final class SdkErrors {
  private static final String BUILDER =
      "software/amazon/awssdk/protocols/core/ExceptionMetadata$Builder";

  private final Map<String, OptionalInt> statuses = new HashMap<>();
  private String text = "";
  private int number;
  private String code = "";
  private OptionalInt status = OptionalInt.empty();

  private SdkErrors() {}

  /** Every error's code with its status; the status is empty where the SDK does not know it. */
  static Map<String, OptionalInt> of(Class<?> client) {
    SdkErrors errors = new SdkErrors();
    String file = client.getName().replace('.', '/') + ".class";
    try (InputStream in = client.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no bytes of " + client);
      }
      ClassFile.of().parse(in.readAllBytes()).methods().forEach(errors::scan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return errors.statuses;
  }

  private void scan(MethodModel method) {
    method.code().ifPresent(body -> body.forEach(this::see));
  }

  private void see(CodeElement element) {
    if (element instanceof ConstantInstruction constant) {
      if (constant.constantValue() instanceof String s) {
        text = s;
      } else if (constant.constantValue() instanceof Integer i) {
        number = i;
      }
    } else if (element instanceof InvokeInstruction call
        && call.owner().asInternalName().equals(BUILDER)) {
      switch (call.name().stringValue()) {
        case "errorCode" -> code = text;
        case "httpStatusCode" -> status = OptionalInt.of(number);
        case "build" -> {
          statuses.put(code, status);
          status = OptionalInt.empty();
        }
        default -> {
          // The supplier of the exception's builder says nothing about the wire.
        }
      }
    }
  }
}
