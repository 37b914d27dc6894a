package dev.cloudjar.ec2.template;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.Selection;
import dev.cloudjar.ec2.ground.Selection.Criterion;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponseErrorItem;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsResponseSuccessItem;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/** Makes, describes and deletes versions of launch templates. */
final class LaunchTemplateVersionOperations {
  private static final int MOST_AT_ONCE = 200;
  private static final int LONGEST_DESCRIPTION = 255;

  /** Filters on what versions say, by the names of their members. */
  private static final Map<String, String> MEMBERS =
      Map.ofEntries(
          Map.entry("ebs-optimized", "EbsOptimized"),
          Map.entry("http-endpoint", "MetadataOptions.HttpEndpoint"),
          Map.entry("http-tokens", "MetadataOptions.HttpTokens"),
          Map.entry("host-resource-group-arn", "Placement.HostResourceGroupArn"),
          Map.entry("image-id", "ImageId"),
          Map.entry("instance-type", "InstanceType"),
          Map.entry("kernel-id", "KernelId"),
          Map.entry("license-configuration-arn", "LicenseSpecifications.0.LicenseConfigurationArn"),
          Map.entry("network-card-index", "NetworkInterfaces.0.NetworkCardIndex"),
          Map.entry("ram-disk-id", "RamDiskId"));

  private final Ground ground;
  private final Listing<LaunchTemplate> templates;

  LaunchTemplateVersionOperations(Ground ground, Listing<LaunchTemplate> templates) {
    this.ground = ground;
    this.templates = templates;
  }

  void register(Ec2Operations ops) {
    ops.onAll(
        CreateLaunchTemplateVersionRequest.class,
        CreateLaunchTemplateVersionResponse.class,
        LaunchTemplateOperations.about(
            ground,
            CreateLaunchTemplateVersionRequest::launchTemplateId,
            CreateLaunchTemplateVersionRequest::launchTemplateName),
        this::create);
    ops.on(
        DescribeLaunchTemplateVersionsRequest.class,
        DescribeLaunchTemplateVersionsResponse.class,
        this::describe);
    ops.onAll(
        DeleteLaunchTemplateVersionsRequest.class,
        DeleteLaunchTemplateVersionsResponse.class,
        LaunchTemplateOperations.about(
            ground,
            DeleteLaunchTemplateVersionsRequest::launchTemplateId,
            DeleteLaunchTemplateVersionsRequest::launchTemplateName),
        this::delete);
  }

  /** What no version may say. */
  static void check(TemplateData data) {
    if (data.isEmpty()) {
      throw Ec2Faults.missingParameter("LaunchTemplateData");
    }
    if (data.says("InstanceType") && data.says("InstanceRequirements")) {
      throw Ec2Faults.invalidParameterCombination(
          "InstanceRequirements cannot be specified with InstanceType.");
    }
    LaunchTemplateOperations.refuseOperator(data.says("Operator"));
    data.value("UserData")
        .ifPresent(
            it -> {
              try {
                Base64.getMimeDecoder().decode(it);
              } catch (IllegalArgumentException e) {
                throw Ec2Faults.of(
                    "InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
              }
            });
  }

  private CreateLaunchTemplateVersionResponse create(
      Call call, CreateLaunchTemplateVersionRequest request) {
    refuseAliases(request.resolveAlias());
    String description = Objects.requireNonNullElse(request.versionDescription(), "");
    if (description.length() > LONGEST_DESCRIPTION) {
      throw Ec2Faults.invalidParameterValue(
          "Version description must not exceed %d characters.".formatted(LONGEST_DESCRIPTION));
    }
    TemplateData own = TemplateData.of(request.launchTemplateData());
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          LaunchTemplate template =
              LaunchTemplates.require(
                  transaction, place, request.launchTemplateId(), request.launchTemplateName());
          String number =
              ground
                  .tokens()
                  .once(
                      transaction,
                      call,
                      request,
                      request.clientToken(),
                      () -> {
                        long next = template.lastNumber() + 1;
                        TemplateData data =
                            inherited(transaction, place, template, request.sourceVersion())
                                .overriddenBy(own);
                        check(data);
                        LaunchTemplates.add(
                            transaction,
                            place,
                            template,
                            new TemplateVersion(
                                next, description, call.time(), call.principal().arn(), data));
                        return Long.toString(next);
                      });
          return CreateLaunchTemplateVersionResponse.builder()
              .launchTemplateVersion(
                  describe(template, LaunchTemplates.version(transaction, place, template, number)))
              .build();
        });
  }

  private static TemplateData inherited(
      Snapshot snapshot, Place place, LaunchTemplate template, @Nullable String source) {
    return source == null
        ? new TemplateData(Map.of())
        : LaunchTemplates.version(snapshot, place, template, source).data();
  }

  private static void refuseAliases(@Nullable Boolean wanted) {
    if (Boolean.TRUE.equals(wanted)) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar has no parameters of Systems Manager to resolve.");
    }
  }

  private static LaunchTemplateVersion describe(LaunchTemplate template, TemplateVersion it) {
    var data = ResponseLaunchTemplateData.builder();
    it.data().writeTo(data);
    return LaunchTemplateVersion.builder()
        .launchTemplateId(template.id())
        .launchTemplateName(template.name())
        .versionNumber(it.number())
        .versionDescription(it.description().isEmpty() ? null : it.description())
        .createTime(it.created())
        .createdBy(it.createdBy())
        .defaultVersion(it.number() == template.defaultVersion())
        .launchTemplateData(data.build())
        .operator(o -> o.managed(false))
        .build();
  }

  private DescribeLaunchTemplateVersionsResponse describe(
      Call call, DescribeLaunchTemplateVersionsRequest request) {
    refuseAliases(request.resolveAlias());
    Integer wanted = request.maxResults();
    if (wanted != null && (wanted < 1 || wanted > MOST_AT_ONCE)) {
      throw Ec2Faults.invalidValue(
          "maxResults",
          wanted.toString(),
          "Expecting a value between 1 and %d.".formatted(MOST_AT_ONCE));
    }
    List<Criterion> criteria = Ec2Operations.criteria(request.filters());
    for (Criterion criterion : criteria) {
      filter(criterion.name());
    }
    Place place = Place.of(call);
    int most = wanted == null ? MOST_AT_ONCE : wanted;
    return ground.read(
        snapshot -> {
          if (request.launchTemplateId() == null && request.launchTemplateName() == null) {
            return ofAll(snapshot, place, request, criteria, most);
          }
          LaunchTemplate template =
              LaunchTemplates.require(
                  snapshot, place, request.launchTemplateId(), request.launchTemplateName());
          return request.versions().isEmpty()
              ? ofRange(snapshot, place, template, request, criteria, most)
              : named(snapshot, place, template, request, criteria);
        });
  }

  /** The default or the latest versions of all templates. */
  private DescribeLaunchTemplateVersionsResponse ofAll(
      Snapshot snapshot,
      Place place,
      DescribeLaunchTemplateVersionsRequest request,
      List<Criterion> criteria,
      int most) {
    List<String> versions = request.versions();
    if (versions.isEmpty()) {
      throw LaunchTemplateFaults.idOrName();
    }
    if (!List.of(LaunchTemplates.LATEST, LaunchTemplates.DEFAULT).containsAll(versions)) {
      throw LaunchTemplateFaults.idOrName();
    }
    Page<LaunchTemplate> page =
        templates.page(
            snapshot,
            place,
            new Selection(
                List.of(), List.of(), Math.max(1, most / versions.size()), request.nextToken()));
    List<LaunchTemplateVersion> found = new ArrayList<>();
    for (LaunchTemplate template : page.items()) {
      versions.stream()
          .map(it -> LaunchTemplates.version(snapshot, place, template, it))
          .distinct()
          .filter(it -> meets(template, it, criteria))
          .forEach(it -> found.add(describe(template, it)));
    }
    return DescribeLaunchTemplateVersionsResponse.builder()
        .launchTemplateVersions(found)
        .nextToken(page.nextToken())
        .build();
  }

  private static DescribeLaunchTemplateVersionsResponse named(
      Snapshot snapshot,
      Place place,
      LaunchTemplate template,
      DescribeLaunchTemplateVersionsRequest request,
      List<Criterion> criteria) {
    if (request.minVersion() != null || request.maxVersion() != null) {
      throw Ec2Faults.invalidParameterCombination(
          "Versions cannot be specified with MinVersion or MaxVersion.");
    }
    if (request.versions().size() > MOST_AT_ONCE) {
      throw Ec2Faults.invalidParameterValue(
          "At most %d versions can be described at once.".formatted(MOST_AT_ONCE));
    }
    return DescribeLaunchTemplateVersionsResponse.builder()
        .launchTemplateVersions(
            request.versions().stream()
                .map(it -> LaunchTemplates.version(snapshot, place, template, it))
                .distinct()
                .filter(it -> meets(template, it, criteria))
                .map(it -> describe(template, it))
                .toList())
        .build();
  }

  private static DescribeLaunchTemplateVersionsResponse ofRange(
      Snapshot snapshot,
      Place place,
      LaunchTemplate template,
      DescribeLaunchTemplateVersionsRequest request,
      List<Criterion> criteria,
      int most) {
    long least =
        request.minVersion() == null ? 1 : LaunchTemplates.number(template, request.minVersion());
    long from =
        request.maxVersion() == null
            ? template.lastNumber()
            : LaunchTemplates.number(template, request.maxVersion());
    if (request.nextToken() != null) {
      from = position(request.nextToken());
    }
    List<LaunchTemplateVersion> found = new ArrayList<>();
    try (Rows<LaunchTemplates.VersionKey, TemplateVersion> rows =
        LaunchTemplates.versions(snapshot, place, template, from)) {
      while (rows.next() && rows.key().number() >= least) {
        if (!meets(template, rows.value(), criteria)) {
          continue;
        }
        if (found.size() == most) {
          return DescribeLaunchTemplateVersionsResponse.builder()
              .launchTemplateVersions(found)
              .nextToken(Long.toString(rows.key().number()))
              .build();
        }
        found.add(describe(template, rows.value()));
      }
    }
    return DescribeLaunchTemplateVersionsResponse.builder().launchTemplateVersions(found).build();
  }

  private static long position(String token) {
    if (!token.matches("[0-9]{1,18}")) {
      throw Ec2Faults.of("InvalidNextToken", "The token that is provided is not valid.");
    }
    return Long.parseLong(token);
  }

  private static boolean meets(
      LaunchTemplate template, TemplateVersion version, List<Criterion> criteria) {
    return criteria.stream()
        .allMatch(
            it ->
                it.isMetBy(
                    switch (it.name()) {
                      case "create-time" -> List.of(version.created().toString());
                      case "is-default-version" ->
                          List.of(Boolean.toString(version.number() == template.defaultVersion()));
                      default ->
                          filter(it.name()).apply(version.data()).map(List::of).orElse(List.of());
                    }));
  }

  private static Function<TemplateData, Optional<String>> filter(String name) {
    String member = MEMBERS.get(name);
    if (member != null) {
      return data -> data.value(member);
    }
    return switch (name) {
      case "create-time", "is-default-version" -> data -> Optional.empty();
      case "iam-instance-profile" ->
          data ->
              data.value("IamInstanceProfile.Arn").or(() -> data.value("IamInstanceProfile.Name"));
      default ->
          throw Ec2Faults.invalidParameterValue("The filter '%s' is invalid".formatted(name));
    };
  }

  private DeleteLaunchTemplateVersionsResponse delete(
      Call call, DeleteLaunchTemplateVersionsRequest request) {
    if (request.versions().size() > MOST_AT_ONCE) {
      throw Ec2Faults.invalidParameterValue(
          "At most %d versions can be deleted at once.".formatted(MOST_AT_ONCE));
    }
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          LaunchTemplate template =
              LaunchTemplates.require(
                  transaction, place, request.launchTemplateId(), request.launchTemplateName());
          List<DeleteLaunchTemplateVersionsResponseSuccessItem> done = new ArrayList<>();
          List<DeleteLaunchTemplateVersionsResponseErrorItem> refused = new ArrayList<>();
          for (String version : request.versions().stream().distinct().toList()) {
            long number = LaunchTemplates.number(version);
            if (LaunchTemplates.find(transaction, place, template, number) == null) {
              refused.add(
                  refused(
                      template,
                      number,
                      "launchTemplateVersionDoesNotExist",
                      "The specified launch template version does not exist."));
            } else if (number == template.defaultVersion()) {
              refused.add(
                  refused(
                      template,
                      number,
                      "unexpectedError",
                      "The default version of a launch template cannot be deleted."));
            } else {
              template = LaunchTemplates.delete(transaction, place, template, number);
              done.add(
                  DeleteLaunchTemplateVersionsResponseSuccessItem.builder()
                      .launchTemplateId(template.id())
                      .launchTemplateName(template.name())
                      .versionNumber(number)
                      .build());
            }
          }
          return DeleteLaunchTemplateVersionsResponse.builder()
              .successfullyDeletedLaunchTemplateVersions(done)
              .unsuccessfullyDeletedLaunchTemplateVersions(refused)
              .build();
        });
  }

  private static DeleteLaunchTemplateVersionsResponseErrorItem refused(
      LaunchTemplate template, long number, String code, String message) {
    return DeleteLaunchTemplateVersionsResponseErrorItem.builder()
        .launchTemplateId(template.id())
        .launchTemplateName(template.name())
        .versionNumber(number)
        .responseError(it -> it.code(code).message(message))
        .build();
  }
}
