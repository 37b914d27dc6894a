package dev.cloudjar.ec2.template;

import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Fills in what requests to launch leave to launch templates. */
public final class TemplateLaunchOperations {
  /** Members that a launch spells otherwise than a template. */
  private static final Map<String, String> SPELLED =
      Map.of("RamDiskId", "RamdiskId", "ElasticGpuSpecifications", "ElasticGpuSpecification");

  /** What a template may have tags for that every launch makes. */
  private static final List<String> MADE = List.of("instance", "volume", "network-interface");

  private static final String SPOT_REQUEST = "spot-instances-request";

  private TemplateLaunchOperations() {}

  /**
   * A request whose template was looked up.
   *
   * @param request with what the template says wherever it said nothing itself, and without
   *     template
   */
  public record Filled(RunInstancesRequest request, Optional<Used> template) {}

  /** Which version of which template a launch uses. */
  public record Used(String templateId, long version) {}

  /**
   * The request as if it said itself what its template says.
   *
   * @throws dev.cloudjar.cloud.Fault where there is no such template or version
   */
  public static Filled fill(Snapshot snapshot, Place place, RunInstancesRequest request) {
    LaunchTemplateSpecification wanted = request.launchTemplate();
    if (wanted == null) {
      return new Filled(request, Optional.empty());
    }
    LaunchTemplate template =
        LaunchTemplates.require(
            snapshot, place, wanted.launchTemplateId(), wanted.launchTemplateName());
    TemplateVersion version =
        LaunchTemplates.version(
            snapshot,
            place,
            template,
            Objects.requireNonNullElse(wanted.version(), LaunchTemplates.DEFAULT));
    refuseWhatNeedsMore(version.data());
    return new Filled(
        filled(request, version.data()), Optional.of(new Used(template.id(), version.number())));
  }

  private static void refuseWhatNeedsMore(TemplateData data) {
    if (data.says("InstanceRequirements")) {
      throw Ec2Faults.unsupportedOperation(
          "Instances are launched by requirements in fleets only, which Cloudjar does not have.");
    }
    if (data.value("ImageId").orElse("").startsWith("resolve:ssm:")) {
      throw Ec2Faults.unsupportedOperation(
          "Cloudjar has no parameters of Systems Manager to resolve.");
    }
  }

  private static RunInstancesRequest filled(RunInstancesRequest request, TemplateData data) {
    RunInstancesRequest.Builder said = RunInstancesRequest.builder();
    spelled(data).writeTo(said);
    RunInstancesRequest fromTemplate = said.build();
    RunInstancesRequest.Builder both = request.toBuilder();
    for (SdkField<?> field : request.sdkFields()) {
      Object there = field.getValueOrDefault(fromTemplate);
      if (isSaid(there) && !isSaid(field.getValueOrDefault(request))) {
        field.set(both, there);
      }
    }
    return both.tagSpecifications(
            merged(
                fromTemplate.tagSpecifications(),
                request.tagSpecifications(),
                isSaid(both.build().instanceMarketOptions())))
        .launchTemplate((LaunchTemplateSpecification) null)
        .build();
  }

  private static TemplateData spelled(TemplateData data) {
    Map<String, String> values = new LinkedHashMap<>();
    data.values()
        .forEach(
            (name, value) -> {
              String[] parts = name.split("\\.", 2);
              String first = SPELLED.getOrDefault(parts[0], parts[0]);
              values.put(parts.length == 1 ? first : first + "." + parts[1], value);
            });
    return new TemplateData(values);
  }

  private static boolean isSaid(@Nullable Object value) {
    return value != null && !(value instanceof SdkAutoConstructList<?>);
  }

  /** Tags of both, of which a request's go before a template's with the same key. */
  private static List<TagSpecification> merged(
      List<TagSpecification> template, List<TagSpecification> request, boolean spot) {
    Map<String, Map<String, Tag>> byType = new LinkedHashMap<>();
    List<TagSpecification> others = new ArrayList<>();
    for (TagSpecification each : template) {
      String made = each.resourceTypeAsString();
      if (!MADE.contains(made) && !(spot && SPOT_REQUEST.equals(made))) {
        continue;
      }
      Map<String, Tag> tags =
          byType.computeIfAbsent(each.resourceTypeAsString(), it -> new LinkedHashMap<>());
      each.tags().forEach(tag -> tags.put(tag.key(), tag));
    }
    for (TagSpecification each : request) {
      Map<String, Tag> tags = byType.get(each.resourceTypeAsString());
      if (tags != null) {
        each.tags().forEach(tag -> tags.remove(tag.key()));
      }
      others.add(each);
    }
    byType.values().removeIf(Map::isEmpty);
    byType.forEach(
        (type, tags) ->
            others.add(TagSpecification.builder().resourceType(type).tags(tags.values()).build()));
    return others;
  }
}
