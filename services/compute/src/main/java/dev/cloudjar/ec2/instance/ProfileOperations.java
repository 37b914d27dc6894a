package dev.cloudjar.ec2.instance;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.Selection.Criterion;
import dev.cloudjar.ec2.instance.Instance.ProfileAssociation;
import dev.cloudjar.ec2.instance.Instance.Role;
import dev.cloudjar.store.Rows;
import dev.cloudjar.store.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.AssociateIamInstanceProfileResponse;
import software.amazon.awssdk.services.ec2.model.DescribeIamInstanceProfileAssociationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeIamInstanceProfileAssociationsResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateIamInstanceProfileResponse;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileAssociation;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileSpecification;
import software.amazon.awssdk.services.ec2.model.ReplaceIamInstanceProfileAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceIamInstanceProfileAssociationResponse;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileRequest;
import software.amazon.awssdk.services.iam.model.GetInstanceProfileResponse;
import software.amazon.awssdk.services.iam.model.InstanceProfile;

/** The instance profiles of instances, which IAM knows. */
final class ProfileOperations {
  private final Ground ground;

  ProfileOperations(Ground ground) {
    this.ground = ground;
  }

  void register(Ec2Operations ops) {
    ops.on(
            AssociateIamInstanceProfileRequest.class,
            AssociateIamInstanceProfileResponse.class,
            AssociateIamInstanceProfileRequest::instanceId,
            this::associate)
        .authorises((call, it) -> passing(call, it.iamInstanceProfile()));
    ops.onAll(
            ReplaceIamInstanceProfileAssociationRequest.class,
            ReplaceIamInstanceProfileAssociationResponse.class,
            (call, it) -> instance(call, it.associationId()),
            this::replace)
        .authorises((call, it) -> passing(call, it.iamInstanceProfile()));
    ops.onAll(
        DisassociateIamInstanceProfileRequest.class,
        DisassociateIamInstanceProfileResponse.class,
        (call, it) -> instance(call, it.associationId()),
        this::disassociate);
    ops.on(
        DescribeIamInstanceProfileAssociationsRequest.class,
        DescribeIamInstanceProfileAssociationsResponse.class,
        this::describe);
  }

  private List<String> instance(Call call, @Nullable String association) {
    return association == null
        ? List.of()
        : ground.read(
            snapshot ->
                Instances.TABLE.referring(snapshot, Place.of(call), association).stream()
                    .map(Instance::id)
                    .toList());
  }

  /** What is wrong with a profile is told to those only who may associate one. */
  private List<Need> passing(Call call, @Nullable IamInstanceProfileSpecification profile) {
    Optional<ProfileAssociation> found;
    try {
      found = find(call, profile);
    } catch (Fault e) {
      return List.of();
    }
    return found
        .flatMap(ProfileAssociation::role)
        .map(
            role ->
                List.of(
                    new Need("iam:PassRole", new Resource(role.arn(), call.accountId()))
                        .with("iam:PassedToService", "ec2.amazonaws.com")))
        .orElse(List.of());
  }

  /**
   * The profile that a request names, which is not associated yet; empty for none.
   *
   * @throws Fault where IAM knows none of the name
   */
  Optional<ProfileAssociation> find(Call call, @Nullable IamInstanceProfileSpecification told) {
    if (told == null || (told.arn() == null && told.name() == null)) {
      return Optional.empty();
    }
    if (told.arn() != null && told.name() != null) {
      throw Ec2Faults.invalidParameterCombination(
          "The parameter 'iamInstanceProfile.name' may not be used in combination with"
              + " 'iamInstanceProfile.arn'");
    }
    String name =
        told.name() != null ? told.name() : told.arn().substring(told.arn().lastIndexOf('/') + 1);
    InstanceProfile profile = require(call, name, told.arn() == null ? "name" : "arn");
    if (told.arn() != null && !told.arn().equals(profile.arn())) {
      throw invalid("arn", told.arn());
    }
    Optional<Role> role =
        profile.roles().stream().findFirst().map(it -> new Role(it.arn(), it.roleName()));
    return Optional.of(
        new ProfileAssociation("", profile.arn(), profile.instanceProfileId(), role, call.time()));
  }

  /** EC2 asks IAM on behalf of the account: callers need no permission to look at profiles. */
  private static InstanceProfile require(Call call, String name, String how) {
    try {
      return call.as(new Principal.Root(call.accountId()))
          .to(
              GetInstanceProfileRequest.builder().instanceProfileName(name).build(),
              GetInstanceProfileResponse.class)
          .instanceProfile();
    } catch (Fault e) {
      throw invalid(how, name);
    }
  }

  private static Fault invalid(String how, String value) {
    return Ec2Faults.invalidParameterValue(
        "Value (%s) for parameter iamInstanceProfile.%s is invalid. Invalid IAM Instance Profile %s"
            .formatted(value, how, how.equals("arn") ? "ARN" : "name"));
  }

  /** A profile with the id of an association. */
  ProfileAssociation associated(ProfileAssociation profile, Instant now) {
    return new ProfileAssociation(
        ground.ids().next("iip-assoc"), profile.arn(), profile.profileId(), profile.role(), now);
  }

  private AssociateIamInstanceProfileResponse associate(
      Call call, AssociateIamInstanceProfileRequest request) {
    Place place = Place.of(call);
    ProfileAssociation profile =
        find(call, request.iamInstanceProfile())
            .orElseThrow(() -> Ec2Faults.missingParameter("IamInstanceProfile"));
    return ground.transact(
        transaction -> {
          Instance instance = Instances.require(transaction, place, request.instanceId());
          if (instance.state().isEnding()) {
            throw InstanceFaults.incorrectInstanceState(instance.id(), "given a profile");
          }
          if (instance.profile().isPresent()) {
            throw Ec2Faults.incorrectState(
                "There is an existing association for instance %s".formatted(instance.id()));
          }
          Instance changed = instance.with(Optional.of(associated(profile, call.time())));
          Instances.put(ground, transaction, place, changed);
          return AssociateIamInstanceProfileResponse.builder()
              .iamInstanceProfileAssociation(describe(changed, "associating"))
              .build();
        });
  }

  private ReplaceIamInstanceProfileAssociationResponse replace(
      Call call, ReplaceIamInstanceProfileAssociationRequest request) {
    ProfileAssociation profile =
        find(call, request.iamInstanceProfile())
            .orElseThrow(() -> Ec2Faults.missingParameter("IamInstanceProfile"));
    return ReplaceIamInstanceProfileAssociationResponse.builder()
        .iamInstanceProfileAssociation(
            change(
                call,
                request.associationId(),
                it -> it.with(Optional.of(associated(profile, call.time()))),
                "associating"))
        .build();
  }

  private DisassociateIamInstanceProfileResponse disassociate(
      Call call, DisassociateIamInstanceProfileRequest request) {
    Optional<ProfileAssociation> none = Optional.empty();
    return DisassociateIamInstanceProfileResponse.builder()
        .iamInstanceProfileAssociation(
            change(call, request.associationId(), it -> it.with(none), "disassociating"))
        .build();
  }

  private IamInstanceProfileAssociation change(
      Call call, String association, Function<Instance, Instance> step, String state) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          Instance before =
              Instances.TABLE.referring(transaction, place, association).stream()
                  .findFirst()
                  .orElseThrow(() -> InstanceFaults.invalidAssociation(association));
          Instance after = step.apply(before);
          Instances.put(ground, transaction, place, after);
          return describe(after.profile().isPresent() ? after : before, state);
        });
  }

  private DescribeIamInstanceProfileAssociationsResponse describe(
      Call call, DescribeIamInstanceProfileAssociationsRequest request) {
    Place place = Place.of(call);
    List<Criterion> criteria = Ec2Operations.criteria(request.filters());
    return ground.read(
        snapshot -> {
          List<Instance> found = new ArrayList<>();
          if (request.associationIds().isEmpty()) {
            found.addAll(all(snapshot, place));
          }
          for (String id : request.associationIds()) {
            found.add(
                Instances.TABLE.referring(snapshot, place, id).stream()
                    .findFirst()
                    .orElseThrow(() -> InstanceFaults.invalidAssociation(id)));
          }
          return DescribeIamInstanceProfileAssociationsResponse.builder()
              .iamInstanceProfileAssociations(
                  found.stream()
                      .filter(it -> criteria.stream().allMatch(each -> meets(it, each)))
                      .map(it -> describe(it, "associated"))
                      .toList())
              .build();
        });
  }

  private static List<Instance> all(Snapshot snapshot, Place place) {
    List<Instance> found = new ArrayList<>();
    try (Rows<?, Instance> rows = Instances.TABLE.all(snapshot, place)) {
      while (rows.next()) {
        if (rows.value().profile().isPresent() && !rows.value().state().isEnding()) {
          found.add(rows.value());
        }
      }
    }
    return found;
  }

  private static boolean meets(Instance instance, Criterion criterion) {
    return switch (criterion.name()) {
      case "instance-id" -> criterion.isMetBy(List.of(instance.id()));
      case "state" -> criterion.isMetBy(List.of("associated"));
      default ->
          throw Ec2Faults.invalidParameterValue(
              "The filter '%s' is invalid".formatted(criterion.name()));
    };
  }

  private static IamInstanceProfileAssociation describe(Instance instance, String state) {
    ProfileAssociation profile = instance.profile().orElseThrow();
    return IamInstanceProfileAssociation.builder()
        .associationId(profile.id())
        .instanceId(instance.id())
        .iamInstanceProfile(it -> it.arn(profile.arn()).id(profile.profileId()))
        .state(state)
        .timestamp(profile.since())
        .build();
  }
}
