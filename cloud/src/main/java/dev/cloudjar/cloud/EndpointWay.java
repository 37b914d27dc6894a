package dev.cloudjar.cloud;

import java.util.function.Supplier;

/**
 * The VPC endpoint that a request came through. Only who has accepted the request's connection
 * within the network says so; nothing in the request itself can.
 *
 * @param endpointId such as {@code vpce-0123456789abcdef0}
 * @param vpcId the network that the endpoint is in
 * @param accountId the account whose endpoint it is
 * @param region the endpoint's Region
 * @param signingName the only service that it leads to, as its requests are signed, such as {@code
 *     s3}
 * @param policy what the endpoint's policy says at the moment
 */
public record EndpointWay(
    String endpointId,
    String vpcId,
    String accountId,
    String region,
    String signingName,
    Supplier<String> policy) {}
