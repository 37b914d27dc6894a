package dev.cloudjar.catalog;

import java.util.Map;
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
 * @param protocol how it travels
 * @param legacyProtocol how older clients call it, such as {@link Protocol#AWS_QUERY} for SQS; null
 *     for most
 * @param targetPrefix what stands before the dot in {@code X-Amz-Target}; null where that is not
 *     used
 * @param xmlNamespace the namespace of its XML documents; null where it has none
 * @param operations by name
 * @param errors by code as it stands on the wire
 * @param shapes the structures that constrain their members, by name
 */
public record ServiceModel(
    String name,
    String serviceId,
    String modelPackage,
    String signingName,
    String endpointPrefix,
    String apiVersion,
    Protocol protocol,
    @Nullable Protocol legacyProtocol,
    @Nullable String targetPrefix,
    @Nullable String xmlNamespace,
    Map<String, OperationModel> operations,
    Map<String, ErrorModel> errors,
    Map<String, ShapeModel> shapes) {}
