package dev.cloudjar.ec2.template;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesResponse;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateResponse;

/** Makes, describes, changes and deletes launch templates. */
public final class LaunchTemplateOperations {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9()./_-]{3,128}");
  private static final int MOST_AT_ONCE = 200;

  private final Ground ground;
  private final LaunchTemplateVersionOperations versions;
  private final Listing<LaunchTemplate> listing =
      new Listing<>(LaunchTemplates.TABLE)
          .pages(1, MOST_AT_ONCE)
          .by("create-time", LaunchTemplate::created)
          .by("launch-template-name", LaunchTemplate::name);

  public LaunchTemplateOperations(Ground ground) {
    this.ground = ground;
    this.versions = new LaunchTemplateVersionOperations(ground, listing);
  }

  public void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.LAUNCH_TEMPLATE,
        CreateLaunchTemplateRequest.class,
        CreateLaunchTemplateResponse.class,
        it -> List.of(),
        this::create);
    ops.on(
        DescribeLaunchTemplatesRequest.class,
        DescribeLaunchTemplatesResponse.class,
        this::describe);
    ops.onAll(
        ModifyLaunchTemplateRequest.class,
        ModifyLaunchTemplateResponse.class,
        about(
            ground,
            ModifyLaunchTemplateRequest::launchTemplateId,
            ModifyLaunchTemplateRequest::launchTemplateName),
        this::modify);
    ops.onAll(
        DeleteLaunchTemplateRequest.class,
        DeleteLaunchTemplateResponse.class,
        about(
            ground,
            DeleteLaunchTemplateRequest::launchTemplateId,
            DeleteLaunchTemplateRequest::launchTemplateName),
        this::delete);
    versions.register(ops);
  }

  /** The id of the template that a request is about, by whichever it names. */
  static <I> BiFunction<Call, I, List<String>> about(
      Ground ground, Function<I, @Nullable String> id, Function<I, @Nullable String> name) {
    return (call, request) -> {
      String given = id.apply(request);
      String named = name.apply(request);
      if (given != null) {
        return List.of(given);
      }
      return named == null
          ? List.of()
          : ground.read(
              snapshot ->
                  LaunchTemplates.named(snapshot, Place.of(call), named)
                      .map(it -> List.of(it.id()))
                      .orElse(List.of()));
    };
  }

  private CreateLaunchTemplateResponse create(Call call, CreateLaunchTemplateRequest request) {
    if (!NAME.matcher(request.launchTemplateName()).matches()) {
      throw LaunchTemplateFaults.malformedName();
    }
    refuseOperator(request.operator() != null);
    TemplateData data = TemplateData.of(request.launchTemplateData());
    LaunchTemplateVersionOperations.check(data);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.LAUNCH_TEMPLATE);
    Place place = Place.of(call);
    String by = call.principal().arn();
    return ground.transact(
        transaction -> {
          String id =
              ground
                  .tokens()
                  .once(
                      transaction,
                      call,
                      request,
                      request.clientToken(),
                      () -> {
                        var template =
                            new LaunchTemplate(
                                ground.ids().next(ResourceKind.LAUNCH_TEMPLATE),
                                request.launchTemplateName(),
                                call.time(),
                                by,
                                1,
                                1,
                                1,
                                1);
                        String described =
                            Objects.requireNonNullElse(request.versionDescription(), "");
                        LaunchTemplates.make(
                            transaction,
                            place,
                            template,
                            new TemplateVersion(1, described, call.time(), by, data));
                        ResourceTags.add(transaction, place, template.id(), tags);
                        return template.id();
                      });
          return CreateLaunchTemplateResponse.builder()
              .launchTemplate(
                  describe(
                      transaction, place, LaunchTemplates.TABLE.require(transaction, place, id)))
              .build();
        });
  }

  static void refuseOperator(boolean given) {
    if (given) {
      throw Ec2Faults.unsupportedOperation("Cloudjar has no resources that services manage.");
    }
  }

  static software.amazon.awssdk.services.ec2.model.LaunchTemplate describe(
      Snapshot snapshot, Place place, LaunchTemplate template) {
    return software.amazon.awssdk.services.ec2.model.LaunchTemplate.builder()
        .launchTemplateId(template.id())
        .launchTemplateName(template.name())
        .createTime(template.created())
        .createdBy(template.createdBy())
        .defaultVersionNumber(template.defaultVersion())
        .latestVersionNumber(template.latestVersion())
        .tags(TagOperations.tags(snapshot, place, template.id()))
        .operator(it -> it.managed(false))
        .build();
  }

  private DescribeLaunchTemplatesResponse describe(
      Call call, DescribeLaunchTemplatesRequest request) {
    Place place = Place.of(call);
    if (!request.launchTemplateIds().isEmpty() && !request.launchTemplateNames().isEmpty()) {
      throw LaunchTemplateFaults.idAndName();
    }
    return ground.read(
        snapshot -> {
          List<String> ids = new ArrayList<>(request.launchTemplateIds());
          for (String name : request.launchTemplateNames()) {
            ids.add(
                LaunchTemplates.named(snapshot, place, name)
                    .orElseThrow(LaunchTemplateFaults::someNotFound)
                    .id());
          }
          Page<LaunchTemplate> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      ids, request.filters(), request.maxResults(), request.nextToken()));
          return DescribeLaunchTemplatesResponse.builder()
              .launchTemplates(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private ModifyLaunchTemplateResponse modify(Call call, ModifyLaunchTemplateRequest request) {
    Place place = Place.of(call);
    String version = request.defaultVersion();
    if (version == null) {
      throw Ec2Faults.missingParameter("SetDefaultVersion");
    }
    return ground.transact(
        transaction -> {
          String id =
              ground
                  .tokens()
                  .once(
                      transaction,
                      call,
                      request,
                      request.clientToken(),
                      () -> {
                        LaunchTemplate template =
                            LaunchTemplates.require(
                                transaction,
                                place,
                                request.launchTemplateId(),
                                request.launchTemplateName());
                        LaunchTemplates.TABLE.put(
                            transaction,
                            place,
                            template.withDefault(
                                LaunchTemplates.version(transaction, place, template, version)
                                    .number()));
                        return template.id();
                      });
          return ModifyLaunchTemplateResponse.builder()
              .launchTemplate(
                  describe(
                      transaction, place, LaunchTemplates.TABLE.require(transaction, place, id)))
              .build();
        });
  }

  private DeleteLaunchTemplateResponse delete(Call call, DeleteLaunchTemplateRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          LaunchTemplate template =
              LaunchTemplates.require(
                  transaction, place, request.launchTemplateId(), request.launchTemplateName());
          var told = describe(transaction, place, template);
          LaunchTemplates.delete(transaction, place, template);
          return DeleteLaunchTemplateResponse.builder().launchTemplate(told).build();
        });
  }
}
