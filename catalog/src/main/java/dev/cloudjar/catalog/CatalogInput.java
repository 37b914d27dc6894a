package dev.cloudjar.catalog;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what {@link CatalogOutput} wrote. */
public final class CatalogInput {
  private final DataInputStream in;
  private final String[] texts;
  private String serviceName = "";

  private CatalogInput(byte[] bytes) throws IOException {
    in = new DataInputStream(new ByteArrayInputStream(bytes));
    texts = new String[in.readInt()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = in.readUTF();
    }
  }

  /** Reads one service. */
  public static ServiceModel readService(InputStream from) throws IOException {
    return new CatalogInput(from.readAllBytes()).service();
  }

  /** Reads what is needed to route requests to services. */
  public static List<ServiceSummary> readIndex(InputStream from) throws IOException {
    CatalogInput input = new CatalogInput(from.readAllBytes());
    return input.each(input::summary);
  }

  private ServiceSummary summary() throws IOException {
    return new ServiceSummary(
        text(),
        text(),
        text(),
        text(),
        text(),
        each(this::text),
        text(),
        each(this::text),
        text(),
        each(this::protocol),
        optionalText());
  }

  private ServiceModel service() throws IOException {
    serviceName = text();
    return new ServiceModel(
        serviceName,
        text(),
        text(),
        text(),
        text(),
        text(),
        each(this::protocol),
        optionalText(),
        optionalText(),
        in.readBoolean(),
        validation(),
        byName(each(this::operation), OperationModel::name),
        byKey(this::error),
        byName(each(this::shape), ShapeModel::name),
        byKey(this::queryName),
        byKey(() -> each(this::text)));
  }

  private Protocol protocol() throws IOException {
    return Protocol.valueOf(text());
  }

  private ValidationModel validation() throws IOException {
    return new ValidationModel(
        ValidationModel.Style.valueOf(text()),
        text(),
        text(),
        in.readUnsignedShort(),
        in.readBoolean());
  }

  private OperationModel operation() throws IOException {
    return new OperationModel(
        serviceName,
        text(),
        text(),
        text(),
        text(),
        text(),
        optionalText(),
        optionalText(),
        optionalText(),
        optionalText(),
        optionalText(),
        in.readUnsignedShort(),
        each(this::text),
        each(this::text),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        actions());
  }

  private RequiredActions actions() throws IOException {
    return new RequiredActions(
        RequiredActions.Origin.valueOf(text()), each(this::text), each(this::text));
  }

  private ErrorModel error() throws IOException {
    return new ErrorModel(text(), text(), text(), in.readUnsignedShort(), in.readBoolean());
  }

  private ShapeModel shape() throws IOException {
    return new ShapeModel(text(), byKey(this::member));
  }

  private ShapeModel.Member member() throws IOException {
    return new ShapeModel.Member(in.readBoolean(), Objects.requireNonNull(optionalValue()));
  }

  private ShapeModel.@Nullable Value optionalValue() throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    return new ShapeModel.Value(
        optionalDecimal(),
        optionalDecimal(),
        optionalText(),
        each(this::text),
        in.readBoolean(),
        optionalText(),
        optionalValue(),
        optionalValue());
  }

  private QueryName queryName() throws IOException {
    return new QueryName(text(), in.readBoolean(), optionalText(), optionalText(), optionalText());
  }

  private @Nullable BigDecimal optionalDecimal() throws IOException {
    String text = optionalText();
    return text == null ? null : new BigDecimal(text);
  }

  private String text() throws IOException {
    return texts[number() - 1];
  }

  private @Nullable String optionalText() throws IOException {
    int number = number();
    return number == 0 ? null : texts[number - 1];
  }

  private int number() throws IOException {
    int number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.readByte();
      number |= (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }

  private <T> List<T> each(Part<T> part) throws IOException {
    int count = number();
    List<T> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(part.read());
    }
    return List.copyOf(all);
  }

  private <T> Map<String, T> byKey(Part<T> part) throws IOException {
    int count = number();
    Map<String, T> map = LinkedHashMap.newLinkedHashMap(count);
    for (int i = 0; i < count; i++) {
      map.put(text(), part.read());
    }
    return Map.copyOf(map);
  }

  private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
    Map<String, T> map = LinkedHashMap.newLinkedHashMap(all.size());
    all.forEach(one -> map.put(name.apply(one), one));
    return Map.copyOf(map);
  }

  @FunctionalInterface
  private interface Part<T> {
    T read() throws IOException;
  }
}
