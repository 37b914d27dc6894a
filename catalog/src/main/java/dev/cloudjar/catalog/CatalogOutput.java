package dev.cloudjar.catalog;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the catalog's resources: a table of all texts, then the records that point into it. Only
 * the build writes; {@link CatalogInput} is its mirror.
 */
public final class CatalogOutput {
  private final Map<String, Integer> texts = new LinkedHashMap<>();
  private final ByteArrayOutputStream records = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(records);

  private CatalogOutput() {}

  /** Writes one service. */
  public static void writeService(ServiceModel service, OutputStream to) throws IOException {
    CatalogOutput output = new CatalogOutput();
    output.service(service);
    output.finish(to);
  }

  /** Writes what is needed to route requests to services. */
  public static void writeIndex(List<ServiceSummary> services, OutputStream to) throws IOException {
    CatalogOutput output = new CatalogOutput();
    output.each(services, output::summary);
    output.finish(to);
  }

  private void finish(OutputStream to) throws IOException {
    DataOutputStream file = new DataOutputStream(to);
    file.writeInt(texts.size());
    for (String text : texts.keySet()) {
      file.writeUTF(text);
    }
    records.writeTo(file);
    file.flush();
  }

  private void summary(ServiceSummary summary) throws IOException {
    text(summary.name());
    text(summary.serviceId());
    text(summary.title());
    text(summary.actionPrefix());
    text(summary.signingName());
    each(summary.signingAliases(), this::text);
    text(summary.endpointPrefix());
    each(summary.hostAliases(), this::text);
    text(summary.apiVersion());
    each(summary.protocols(), this::protocol);
    text(summary.targetPrefix());
  }

  private void service(ServiceModel service) throws IOException {
    text(service.name());
    text(service.serviceId());
    text(service.modelPackage());
    text(service.signingName());
    text(service.endpointPrefix());
    text(service.apiVersion());
    each(service.protocols(), this::protocol);
    text(service.targetPrefix());
    text(service.xmlNamespace());
    out.writeBoolean(service.queryCompatible());
    validation(service.validation());
    each(service.operations().values(), this::operation);
    each(
        service.errors().entrySet(),
        entry -> {
          text(entry.getKey());
          error(entry.getValue());
        });
    each(service.shapes().values(), this::shape);
    each(
        service.queryNames().entrySet(),
        entry -> {
          text(entry.getKey());
          queryName(entry.getValue());
        });
    each(
        service.conditionKeys().entrySet(),
        entry -> {
          text(entry.getKey());
          each(entry.getValue(), this::text);
        });
  }

  private void protocol(Protocol protocol) throws IOException {
    text(protocol.name());
  }

  private void validation(ValidationModel validation) throws IOException {
    text(validation.style().name());
    text(validation.code());
    text(validation.missingCode());
    out.writeShort(validation.status());
    out.writeBoolean(validation.enums());
  }

  private void operation(OperationModel operation) throws IOException {
    text(operation.name());
    text(operation.method());
    text(operation.uri());
    text(operation.requestClass());
    text(operation.responseClass());
    text(operation.inputShape());
    text(operation.requestRoot());
    text(operation.requestXmlNamespace());
    text(operation.responseRoot());
    text(operation.resultWrapper());
    out.writeShort(operation.successStatus());
    each(operation.requiredQuery(), this::text);
    each(operation.requiredHeaders(), this::text);
    out.writeBoolean(operation.streamingInput());
    out.writeBoolean(operation.streamingOutput());
    out.writeBoolean(operation.eventStreamInput());
    out.writeBoolean(operation.eventStreamOutput());
    out.writeBoolean(operation.signed());
    text(operation.actions().origin().name());
    each(operation.actions().always(), this::text);
    each(operation.actions().perhaps(), this::text);
  }

  private void error(ErrorModel error) throws IOException {
    text(error.shape());
    text(error.code());
    text(error.legacyCode());
    out.writeShort(error.status());
    out.writeBoolean(error.senderFault());
  }

  private void shape(ShapeModel shape) throws IOException {
    text(shape.name());
    each(
        shape.members().entrySet(),
        member -> {
          text(member.getKey());
          out.writeBoolean(member.getValue().required());
          value(member.getValue().value());
        });
  }

  private void value(ShapeModel.@Nullable Value value) throws IOException {
    out.writeBoolean(value != null);
    if (value == null) {
      return;
    }
    text(value.min() == null ? null : value.min().toPlainString());
    text(value.max() == null ? null : value.max().toPlainString());
    text(value.pattern());
    each(value.oneOf(), this::text);
    out.writeBoolean(value.sensitive());
    text(value.shape());
    value(value.element());
    value(value.key());
  }

  private void queryName(QueryName name) throws IOException {
    text(name.name());
    out.writeBoolean(name.flattened());
    text(name.element());
    text(name.key());
    text(name.value());
  }

  /** Points to a text; zero is none. */
  private void text(@Nullable String text) throws IOException {
    if (text == null) {
      number(0);
      return;
    }
    Integer known = texts.putIfAbsent(text, texts.size() + 1);
    number(known == null ? texts.size() : known);
  }

  private void number(int number) throws IOException {
    int rest = number;
    while (rest > 0x7f) {
      out.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  private <T> void each(Collection<T> all, Part<T> part) throws IOException {
    number(all.size());
    for (T one : all) {
      part.write(one);
    }
  }

  @FunctionalInterface
  private interface Part<T> {
    void write(T one) throws IOException;
  }
}
