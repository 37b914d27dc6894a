package dev.cloudjar.ec2.image;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.RegionSettings;
import dev.cloudjar.ec2.ground.Selection.Criterion;
import dev.cloudjar.ec2.ground.Shares;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.DeregisterImageRequest;
import software.amazon.awssdk.services.ec2.model.DeregisterImageResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImageAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImageAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.LaunchPermission;
import software.amazon.awssdk.services.ec2.model.ModifyImageAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyImageAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ResetImageAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResetImageAttributeResponse;

/** Describes images, shares them, and takes them away. */
public final class ImageOperations {
  private static final String LAUNCH_PERMISSION = "launchPermission";

  private final Ground ground;

  public ImageOperations(Ground ground) {
    this.ground = ground;
  }

  public void register(Ec2Operations ops) {
    ops.on(DescribeImagesRequest.class, DescribeImagesResponse.class, this::describe);
    ops.on(
        DeregisterImageRequest.class,
        DeregisterImageResponse.class,
        DeregisterImageRequest::imageId,
        this::deregister);
    ops.on(
        DescribeImageAttributeRequest.class,
        DescribeImageAttributeResponse.class,
        DescribeImageAttributeRequest::imageId,
        this::attribute);
    ops.on(
        ModifyImageAttributeRequest.class,
        ModifyImageAttributeResponse.class,
        ModifyImageAttributeRequest::imageId,
        this::modify);
    ops.on(
        ResetImageAttributeRequest.class,
        ResetImageAttributeResponse.class,
        ResetImageAttributeRequest::imageId,
        this::reset);
  }

  private DescribeImagesResponse describe(Call call, DescribeImagesRequest request) {
    Place place = Place.of(call);
    List<Criterion> criteria = Ec2Operations.criteria(request.filters());
    return ground.read(
        snapshot -> {
          List<Image> found = new ArrayList<>();
          if (request.imageIds().isEmpty()) {
            found.addAll(Images.all(snapshot, place));
          } else {
            request.imageIds().forEach(it -> found.add(Images.require(snapshot, place, it)));
          }
          return DescribeImagesResponse.builder()
              .images(
                  found.stream()
                      .filter(it -> isOwned(it, place, request.owners()))
                      .filter(it -> isExecutable(snapshot, it, place, request.executableUsers()))
                      .filter(
                          it ->
                              criteria.stream()
                                  .allMatch(each -> ImageFilters.meets(snapshot, place, it, each)))
                      .sorted(Comparator.comparing(Image::id))
                      .map(it -> describe(snapshot, place, it))
                      .toList())
              .build();
        });
  }

  private static boolean isOwned(Image image, Place place, List<String> owners) {
    return owners.isEmpty()
        || owners.contains(image.ownerId())
        || (owners.contains("self") && image.ownerId().equals(place.accountId()));
  }

  private static boolean isExecutable(
      Snapshot snapshot, Image image, Place place, List<String> users) {
    if (users.isEmpty()) {
      return true;
    }
    Set<String> may = users(snapshot, place, image);
    return users.stream()
        .anyMatch(
            it ->
                may.contains(it)
                    || (it.equals("self")
                        && (may.contains(place.accountId())
                            || image.ownerId().equals(place.accountId()))));
  }

  /** Who may use an image beside its owner. */
  static Set<String> users(Snapshot snapshot, Place place, Image image) {
    return image.ownerId().equals(PublicImages.DEBIAN)
        ? Set.of(Shares.ALL)
        : Images.SHARES.users(snapshot, new Place(image.ownerId(), place.region()), image.id());
  }

  private static software.amazon.awssdk.services.ec2.model.Image describe(
      Snapshot snapshot, Place place, Image image) {
    return software.amazon.awssdk.services.ec2.model.Image.builder()
        .imageId(image.id())
        .name(image.name())
        .description(image.description().isEmpty() ? null : image.description())
        .ownerId(image.ownerId())
        .imageLocation(image.ownerId() + "/" + image.name())
        .imageType("machine")
        .architecture(image.architecture())
        .creationDate(image.created().toString())
        .state(image.state())
        .stateReason(
            image
                .failure()
                .map(
                    it ->
                        software.amazon.awssdk.services.ec2.model.StateReason.builder()
                            .code("Server.InternalError")
                            .message(it)
                            .build())
                .orElse(null))
        .publicLaunchPermissions(users(snapshot, place, image).contains(Shares.ALL))
        .rootDeviceName(image.rootDevice())
        .rootDeviceType("ebs")
        .virtualizationType("hvm")
        .hypervisor("xen")
        .enaSupport(true)
        .sriovNetSupport("simple")
        .platformDetails("Linux/UNIX")
        .usageOperation("RunInstances")
        .sourceImageId(image.from().orElse(null))
        .blockDeviceMappings(image.devices().stream().map(ImageOperations::mapping).toList())
        .tags(TagOperations.tags(snapshot, place, image.id()))
        .build();
  }

  private static BlockDeviceMapping mapping(Image.Device device) {
    BlockDeviceMapping.Builder mapping = BlockDeviceMapping.builder().deviceName(device.name());
    if (device.virtualName().isPresent()) {
      return mapping.virtualName(device.virtualName().get()).build();
    }
    return mapping
        .ebs(
            it ->
                it.snapshotId(device.snapshotId().orElse(null))
                    .volumeSize(device.sizeGibibytes())
                    .volumeType(device.type())
                    .iops(device.iops().orElse(null))
                    .throughput(device.throughput().orElse(null))
                    .encrypted(device.encrypted())
                    .deleteOnTermination(device.deletedOnTermination()))
        .build();
  }

  private DeregisterImageResponse deregister(Call call, DeregisterImageRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Image image = requireOwn(transaction, place, request.imageId());
          if (Boolean.TRUE.equals(request.deleteAssociatedSnapshots())) {
            throw Ec2Faults.unsupportedOperation(
                "Cloudjar leaves the snapshots of images: delete them by DeleteSnapshot.");
          }
          Images.SHARES.set(transaction, place, image.id(), Set.of());
          Images.TABLE.delete(transaction, place, image);
          return true;
        });
    return DeregisterImageResponse.builder().returnValue(true).build();
  }

  private static Image requireOwn(Snapshot snapshot, Place place, String id) {
    return Images.own(snapshot, place, id)
        .orElseThrow(
            () ->
                Images.usable(snapshot, place, id).isPresent()
                    ? Ec2Faults.of("AuthFailure", "Not authorized for image:%s".formatted(id))
                    : Ec2Faults.notFound(Images.TABLE.kind(), id));
  }

  private DescribeImageAttributeResponse attribute(
      Call call, DescribeImageAttributeRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Image image = requireOwn(snapshot, place, request.imageId());
          var answer = DescribeImageAttributeResponse.builder().imageId(image.id());
          return switch (request.attributeAsString()) {
            case "description" -> answer.description(it -> it.value(image.description())).build();
            case LAUNCH_PERMISSION ->
                answer
                    .launchPermissions(
                        users(snapshot, place, image).stream()
                            .map(ImageOperations::permission)
                            .toList())
                    .build();
            case "blockDeviceMapping" ->
                answer
                    .blockDeviceMappings(
                        image.devices().stream().map(ImageOperations::mapping).toList())
                    .build();
            default ->
                throw Ec2Faults.unsupportedOperation(
                    "Cloudjar's images have no attribute " + request.attributeAsString());
          };
        });
  }

  private static LaunchPermission permission(String user) {
    return user.equals(Shares.ALL)
        ? LaunchPermission.builder().group(Shares.ALL).build()
        : LaunchPermission.builder().userId(user).build();
  }

  private ModifyImageAttributeResponse modify(Call call, ModifyImageAttributeRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Image image = requireOwn(transaction, place, request.imageId());
          if (request.description() != null) {
            Images.put(transaction, place, image.described(request.description().value()));
            return true;
          }
          Set<String> users = new TreeSet<>(users(transaction, place, image));
          if (request.launchPermission() != null) {
            request.launchPermission().add().forEach(it -> users.add(user(it)));
            request.launchPermission().remove().forEach(it -> users.remove(user(it)));
          } else if ("add".equals(request.operationTypeAsString())) {
            users.addAll(request.userIds());
            users.addAll(request.userGroups());
          } else if ("remove".equals(request.operationTypeAsString())) {
            request.userIds().forEach(users::remove);
            request.userGroups().forEach(users::remove);
          } else {
            throw Ec2Faults.invalidParameterCombination(
                "No attributes specified; Cloudjar's images have a description and launch"
                    + " permissions.");
          }
          users.forEach(ImageOperations::check);
          if (users.contains(Shares.ALL)
              && !users(transaction, place, image).contains(Shares.ALL)) {
            requirePublicAccess(transaction, place);
          }
          Images.SHARES.set(transaction, place, image.id(), users);
          return true;
        });
    return ModifyImageAttributeResponse.builder().build();
  }

  private static void requirePublicAccess(Snapshot snapshot, Place place) {
    if (!RegionSettings.of(snapshot, place).ofImages().equals(RegionSettings.UNBLOCKED)) {
      throw Ec2Faults.operationNotPermitted(
          "You can't publicly share this image because block public access for AMIs is enabled for"
              + " this account. To publicly share the image, you must call the"
              + " DisableImageBlockPublicAccess API.");
    }
  }

  private static String user(LaunchPermission permission) {
    if (permission.userId() != null) {
      return permission.userId();
    }
    if (permission.group() != null) {
      return permission.groupAsString();
    }
    throw Ec2Faults.unsupportedOperation(
        "Cloudjar shares images with accounts and with all; not with organizations.");
  }

  private static void check(String user) {
    if (!user.equals(Shares.ALL) && !user.matches("[0-9]{12}")) {
      throw Ec2Faults.of(
          "InvalidAMIAttributeItemValue",
          "Invalid attribute item value \"%s\" for userId item type.".formatted(user));
    }
  }

  private ResetImageAttributeResponse reset(Call call, ResetImageAttributeRequest request) {
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          Image image = requireOwn(transaction, place, request.imageId());
          if (!LAUNCH_PERMISSION.equals(request.attributeAsString())) {
            throw Ec2Faults.invalidParameterValue(
                "Only launchPermission can be reset, not " + request.attributeAsString());
          }
          Images.SHARES.set(transaction, place, image.id(), Set.of());
          return true;
        });
    return ResetImageAttributeResponse.builder().build();
  }
}
