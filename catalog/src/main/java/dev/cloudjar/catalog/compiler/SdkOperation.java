package dev.cloudjar.catalog.compiler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the SDK's classes know of an operation.
 *
 * @param javaName its name as the SDK spells it in Java, such as {@code
 *     ListAwsDefaultServiceQuotas}
 */
record SdkOperation(
    String javaName,
    @Nullable String wireName,
    String method,
    String uri,
    @Nullable String requestRoot,
    @Nullable String requestXmlNamespace,
    @Nullable String payloadRoot,
    List<String> requiredQuery,
    List<String> requiredHeaders,
    boolean streamingInput,
    boolean streamingOutput,
    boolean eventStreamInput,
    boolean eventStreamOutput,
    Class<?> request,
    Class<?> response) {}
