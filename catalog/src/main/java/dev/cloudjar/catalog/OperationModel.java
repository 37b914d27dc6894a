package dev.cloudjar.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a service.
 *
 * @param service the catalog's name of the service
 * @param name such as {@code SendMessage}
 * @param method the HTTP method
 * @param uri the path template with its fixed query, such as {@code /{Bucket}/{Key+}?tagging}
 * @param requestClass the simple name of the SDK's request class
 * @param responseClass the simple name of the SDK's response class
 * @param inputShape the name of its request in {@link ServiceModel#shapes}, which is that of the
 *     class; null where nothing in it is constrained
 * @param requestRoot the root element of its XML request; null where there is none
 * @param requestXmlNamespace the namespace of that element; null where there is none
 * @param responseRoot the root element of its XML response; null where it is the wrapper or there
 *     is none
 * @param resultWrapper the element inside of an awsQuery response, such as {@code
 *     SendMessageResult}; null elsewhere
 * @param successStatus the HTTP status of its success
 * @param requiredQuery the query parameters that a REST request must have besides those of its
 *     template; they tell operations of one template apart
 * @param requiredHeaders the headers that a REST request must have, in lower case
 * @param streamingInput whether the request's payload is a stream
 * @param streamingOutput whether the response's payload is a stream
 * @param eventStreamInput whether the request is a stream of events
 * @param eventStreamOutput whether the response is a stream of events
 * @param signed false where AWS takes the call without a signature
 * @param actions the IAM actions that it needs
 */
public record OperationModel(
    String service,
    String name,
    String method,
    String uri,
    String requestClass,
    String responseClass,
    @Nullable String inputShape,
    @Nullable String requestRoot,
    @Nullable String requestXmlNamespace,
    @Nullable String responseRoot,
    @Nullable String resultWrapper,
    int successStatus,
    List<String> requiredQuery,
    List<String> requiredHeaders,
    boolean streamingInput,
    boolean streamingOutput,
    boolean eventStreamInput,
    boolean eventStreamOutput,
    boolean signed,
    RequiredActions actions) {}
