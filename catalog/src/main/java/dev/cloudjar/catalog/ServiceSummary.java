package dev.cloudjar.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to tell that a request is for a service, without the service's operations.
 *
 * @param name the catalog's name, which is that of the SDK's artifact, such as {@code
 *     cloudwatchlogs}
 * @param serviceId the official service id, such as {@code CloudWatch Logs}
 * @param title what AWS calls it, such as {@code Amazon CloudWatch Logs}
 * @param actionPrefix what stands before the colon in the names of its actions, such as {@code
 *     logs}
 * @param signingName the service in a credential scope, such as {@code logs}
 * @param signingAliases further names that a credential scope may carry for it, such as {@code
 *     s3express}
 * @param endpointPrefix the first labels of its host name, such as {@code logs} or {@code
 *     api.pricing}
 * @param hostAliases further first labels that its host names may start with, such as {@code queue}
 * @param apiVersion such as {@code 2014-03-28}
 * @param protocols how it travels; the first is what the pinned SDK sends
 * @param targetPrefix what stands before the dot in {@code X-Amz-Target}, and the service's name in
 *     the path of {@link Protocol#RPC_V2_CBOR}; null where neither is used
 */
public record ServiceSummary(
    String name,
    String serviceId,
    String title,
    String actionPrefix,
    String signingName,
    List<String> signingAliases,
    String endpointPrefix,
    List<String> hostAliases,
    String apiVersion,
    List<Protocol> protocols,
    @Nullable String targetPrefix) {}
