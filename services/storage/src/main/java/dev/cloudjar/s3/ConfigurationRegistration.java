package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Registration;
import dev.cloudjar.cloud.Resource;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;

/** Registers the operations of one configuration like those of any other. */
final class ConfigurationRegistration {
  private final Operations operations;
  private final BucketDirectory directory;
  private final BucketConfigurationOperations configurations;

  ConfigurationRegistration(
      Operations operations,
      BucketDirectory directory,
      BucketConfigurationOperations configurations) {
    this.operations = operations;
    this.directory = directory;
    this.configurations = configurations;
  }

  /**
   * Registers how a configuration is put.
   *
   * @param why what it doesn't do; null where it does what it says
   */
  <I extends AwsRequest, O extends AwsResponse> void put(
      ConfigurationKind kind, String action, Class<I> request, O response, @Nullable String why) {
    @SuppressWarnings("unchecked") // the class of the response at hand
    Class<O> type = (Class<O>) response.getClass();
    Registration<I> registration =
        operations
            .on(request, type, (call, it) -> configurations.put(call, it, kind, response))
            .authorises(action, this::bucket);
    if (why != null) {
      registration.recordedOnly(why);
    }
  }

  <I extends AwsRequest, O extends AwsResponse> void get(
      ConfigurationKind kind,
      String action,
      Class<I> request,
      Class<O> response,
      Supplier<? extends SdkPojo> builder) {
    operations
        .on(
            request,
            response,
            (call, it) -> configurations.get(call, it, kind, builder.get(), response))
        .authorises(action, this::bucket);
  }

  <I extends AwsRequest, O extends AwsResponse> void delete(
      ConfigurationKind kind, String action, Class<I> request, O response) {
    @SuppressWarnings("unchecked") // the class of the response at hand
    Class<O> type = (Class<O>) response.getClass();
    operations
        .on(request, type, (call, it) -> configurations.delete(call, it, kind, response))
        .authorises(action, this::bucket);
  }

  <I extends AwsRequest, O extends AwsResponse> void list(
      ConfigurationKind kind,
      String action,
      Class<I> request,
      Class<O> response,
      Supplier<? extends SdkPojo> builder) {
    operations
        .on(
            request,
            response,
            (call, it) -> configurations.list(call, it, kind, builder.get(), response))
        .authorises(action, this::bucket);
  }

  private Resource bucket(Call call, AwsRequest request) {
    return directory.resource(
        call, request, Objects.requireNonNullElse(Members.text(request, "Bucket"), ""));
  }
}
