package dev.cloudjar.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One service.
 *
 * @param name the catalog's name, which is that of the SDK's artifact, such as {@code
 *     cloudwatchlogs}
 * @param serviceId the official service id, such as {@code CloudWatch Logs}
 * @param modelPackage the package of the SDK's model classes
 * @param signingName the service in a credential scope, such as {@code logs}
 * @param endpointPrefix the first label of its host name, such as {@code logs}
 * @param apiVersion such as {@code 2014-03-28}
 * @param protocols how it travels: first what the pinned SDK sends, then what other and older
 *     clients send
 * @param targetPrefix what stands before the dot in {@code X-Amz-Target}; null where that is not
 *     used
 * @param xmlNamespace the namespace of its XML documents; null where it has none
 * @param queryCompatible whether errors of its JSON and CBOR protocols carry {@code
 *     x-amzn-query-error} with the {@linkplain ErrorModel#legacyCode legacy code}
 * @param validation how it refuses a request that breaks the constraints of its model
 * @param operations by name
 * @param errors by code; where two have one code, the second by its shape
 * @param shapes the structures that constrain their members, by name
 * @param queryNames how members are named in the Query protocol where the pinned SDK, speaking
 *     another protocol, does not know; by the SDK's simple class name, a dot and the member, such
 *     as {@code SendMessageRequest.MessageAttributes}
 * @param conditionKeys the condition keys of the actions that its operations may need, besides
 *     those that all actions have; by action, such as {@code s3:ListBucket}, as AWS writes them,
 *     such as {@code s3:prefix} and {@code aws:RequestTag/${TagKey}}
 */
public record ServiceModel(
    String name,
    String serviceId,
    String modelPackage,
    String signingName,
    String endpointPrefix,
    String apiVersion,
    List<Protocol> protocols,
    @Nullable String targetPrefix,
    @Nullable String xmlNamespace,
    boolean queryCompatible,
    ValidationModel validation,
    Map<String, OperationModel> operations,
    Map<String, ErrorModel> errors,
    Map<String, ShapeModel> shapes,
    Map<String, QueryName> queryNames,
    Map<String, List<String>> conditionKeys) {

  /** What the pinned SDK sends. */
  public Protocol protocol() {
    return protocols.getFirst();
  }

  /** An error by its code on the wire, by its legacy code, or by the name of its structure. */
  public Optional<ErrorModel> error(String codeOrShape) {
    ErrorModel byCode = errors.get(codeOrShape);
    if (byCode != null) {
      return Optional.of(byCode);
    }
    return errors.values().stream()
        .filter(e -> e.shape().equals(codeOrShape) || e.legacyCode().equals(codeOrShape))
        .findFirst();
  }
}
