package dev.cloudjar.catalog.compiler;

import dev.cloudjar.catalog.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.protocols.core.OperationInfo;
import software.amazon.awssdk.protocols.xml.AwsXmlProtocolFactory;

/** One service's generated classes. */
final class SdkArtifact {
  private static final String SERVICES = "software.amazon.awssdk.services.";

  private final String modelPackage;
  private final Set<String> classes;
  private final Class<?> client;
  private final Class<?> clientClass;
  private final String transformPackage;
  private final List<SdkOperation> operations;

  private SdkArtifact(String basePackage, String modelPackage, Set<String> classes) {
    this.modelPackage = modelPackage;
    this.classes = classes;
    this.transformPackage = basePackage + ".transform.";
    String prefix = basePackage + ".Default";
    String name =
        classes.stream()
            .filter(c -> c.startsWith(prefix) && c.endsWith("Client"))
            .filter(c -> !c.endsWith("AsyncClient"))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no client in " + basePackage));
    this.clientClass = load(name);
    this.client = load(basePackage + "." + name.substring(prefix.length()));
    this.operations = readOperations();
  }

  /** The service's classes. DynamoDB Streams lives in DynamoDB's artifact. */
  static SdkArtifact of(String service) {
    boolean streams = service.equals("dynamodbstreams");
    String artifact = streams ? "dynamodb" : service;
    String basePackage = SERVICES + (streams ? "dynamodb.streams" : service);
    return new SdkArtifact(basePackage, SERVICES + artifact + ".model", classesOf(artifact));
  }

  String modelPackage() {
    return modelPackage;
  }

  String signingName() {
    return constant("SERVICE_NAME");
  }

  String endpointPrefix() {
    return constant("SERVICE_METADATA_ID");
  }

  /** What the SDK's client sends; the model tells the version of its JSON. */
  Protocol protocol(@Nullable String jsonVersion) {
    String factory =
        Arrays.stream(clientClass.getDeclaredFields())
            .filter(f -> f.getName().equals("protocolFactory"))
            .map(f -> f.getType().getSimpleName())
            .findFirst()
            .orElseThrow();
    return switch (factory) {
      case "AwsJsonProtocolFactory" ->
          restOperations()
              ? Protocol.REST_JSON_1
              : "1.0".equals(jsonVersion) ? Protocol.AWS_JSON_1_0 : Protocol.AWS_JSON_1_1;
      case "AwsCborProtocolFactory" -> Protocol.AWS_CBOR_1_1;
      case "AwsQueryProtocolFactory" -> Protocol.AWS_QUERY;
      case "AwsEc2ProtocolFactory" -> Protocol.EC2_QUERY;
      case "AwsXmlProtocolFactory", "AwsS3ProtocolFactory" -> Protocol.REST_XML;
      case "SmithyRpcV2CborProtocolFactory" -> Protocol.RPC_V2_CBOR;
      default -> throw new IllegalStateException("unknown protocol " + factory);
    };
  }

  /** Every operation, by name. */
  List<SdkOperation> operations() {
    return operations;
  }

  /** Every error's code with its status, if the SDK knows it. */
  Map<String, OptionalInt> errors() {
    return SdkErrors.of(clientClass);
  }

  /** Which of its operations are signed. */
  SdkAuthSchemes authSchemes() {
    String name = client.getSimpleName();
    return SdkAuthSchemes.of(
        client.getPackageName()
            + ".auth.scheme."
            + name.substring(0, name.length() - "Client".length()));
  }

  private List<SdkOperation> readOperations() {
    return classes.stream()
        .filter(c -> c.startsWith(transformPackage) && c.endsWith("RequestMarshaller"))
        .map(this::operation)
        .sorted(Comparator.comparing(SdkOperation::javaName))
        .toList();
  }

  private boolean restOperations() {
    return operations().stream().anyMatch(o -> !o.uri().equals("/"));
  }

  private SdkOperation operation(String marshaller) {
    String name =
        marshaller.substring(
            transformPackage.length(), marshaller.length() - "RequestMarshaller".length());
    OperationInfo info = binding(marshaller);
    Class<?> request = load(modelPackage + "." + name + "Request");
    Class<?> response = load(modelPackage + "." + name + "Response");
    List<SdkField<?>> fields = emptyBuilder(request).sdkFields();
    return new SdkOperation(
        name,
        wireName(info),
        info.httpMethod().name(),
        uri(info.requestUri(), fields),
        info.addtionalMetadata(AwsXmlProtocolFactory.ROOT_MARSHALL_LOCATION_ATTRIBUTE),
        info.addtionalMetadata(AwsXmlProtocolFactory.XML_NAMESPACE_ATTRIBUTE),
        payloadRoot(response),
        required(fields, MarshallLocation.QUERY_PARAM),
        required(fields, MarshallLocation.HEADER),
        info.hasStreamingInput(),
        streamsOut(request),
        info.hasEventStreamingInput(),
        classes.contains(modelPackage + "." + name + "ResponseHandler"),
        request,
        response);
  }

  private static @Nullable String wireName(OperationInfo info) {
    String identifier = info.operationIdentifier();
    return identifier == null ? null : identifier.substring(identifier.lastIndexOf('.') + 1);
  }

  /**
   * The S3 marshallers leave the bucket out of the path, since the SDK's endpoint rules put it into
   * the host or the path.
   */
  private static String uri(String uri, List<SdkField<?>> fields) {
    String path = uri.startsWith("/") ? uri : "/" + uri;
    boolean bucketInPath =
        fields.stream()
            .anyMatch(
                f -> f.location() == MarshallLocation.PATH && f.locationName().equals("Bucket"));
    if (!bucketInPath || path.contains("{Bucket}")) {
      return path;
    }
    return "/{Bucket}" + (path.equals("/") ? "" : path.startsWith("/?") ? path.substring(1) : path);
  }

  private static List<String> required(List<SdkField<?>> fields, MarshallLocation location) {
    return fields.stream()
        .filter(f -> f.location() == location && f.containsTrait(RequiredTrait.class))
        .map(SdkField::locationName)
        .map(n -> location == MarshallLocation.HEADER ? n.toLowerCase(Locale.ROOT) : n)
        .sorted()
        .toList();
  }

  private static @Nullable String payloadRoot(Class<?> response) {
    return emptyBuilder(response).sdkFields().stream()
        .filter(f -> f.containsTrait(PayloadTrait.class))
        .filter(f -> f.marshallingType().equals(MarshallingType.SDK_POJO))
        .map(SdkField::unmarshallLocationName)
        .findFirst()
        .orElse(null);
  }

  private boolean streamsOut(Class<?> request) {
    return Arrays.stream(client.getDeclaredMethods())
        .map(Method::getParameterTypes)
        .anyMatch(
            p -> p.length > 1 && p[0] == request && p[p.length - 1] == ResponseTransformer.class);
  }

  static SdkPojo emptyBuilder(Class<?> model) {
    try {
      return (SdkPojo) model.getMethod("builder").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(model.getName(), e);
    }
  }

  private OperationInfo binding(String marshaller) {
    try {
      Field binding = load(marshaller).getDeclaredField("SDK_OPERATION_BINDING");
      binding.setAccessible(true);
      return (OperationInfo) binding.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(marshaller, e);
    }
  }

  private String constant(String name) {
    try {
      return (String) client.getField(name).get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(client.getName(), e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no class " + name, e);
    }
  }

  private static Set<String> classesOf(String artifact) {
    String marker = "META-INF/maven/software.amazon.awssdk/" + artifact + "/pom.properties";
    URL url = SdkArtifact.class.getClassLoader().getResource(marker);
    if (url == null) {
      throw new IllegalStateException("the SDK's artifact is not there: " + artifact);
    }
    try (JarFile jar = ((JarURLConnection) url.openConnection()).getJarFile()) {
      return jar.stream()
          .map(e -> e.getName())
          .filter(n -> n.endsWith(".class"))
          .map(n -> n.substring(0, n.length() - ".class".length()).replace('/', '.'))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
