package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyRequest;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUser;

/** Managed policies. */
final class PolicyOperations {
  private final IamStore store;
  private final IamResources resources;

  PolicyOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    ops.on(CreatePolicyRequest.class, CreatePolicyResponse.class, this::create)
        .authorises(
            (call, it) ->
                IamResources.creation(
                    "iam:CreatePolicy",
                    resources.fresh(call, Kind.POLICY, it.path(), it.policyName()),
                    TagOperations.map(it.tags()),
                    null))
        .authorises(
            (call, it) ->
                IamResources.tagging(
                    "iam:TagPolicy",
                    resources.fresh(call, Kind.POLICY, it.path(), it.policyName()),
                    TagOperations.map(it.tags())));
    ops.on(GetPolicyRequest.class, GetPolicyResponse.class, this::get)
        .authorises("iam:GetPolicy", (call, it) -> resources.policy(call, it.policyArn()));
    ops.on(DeletePolicyRequest.class, DeletePolicyResponse.class, this::delete)
        .authorises("iam:DeletePolicy", (call, it) -> resources.policy(call, it.policyArn()));
    ops.on(ListPoliciesRequest.class, ListPoliciesResponse.class, this::list)
        .authorises(
            "iam:ListPolicies",
            (call, it) -> resources.fresh(call, Kind.POLICY, it.pathPrefix(), "*"));
    ops.on(
            ListEntitiesForPolicyRequest.class,
            ListEntitiesForPolicyResponse.class,
            this::listEntities)
        .authorises(
            "iam:ListEntitiesForPolicy", (call, it) -> resources.policy(call, it.policyArn()));
  }

  private CreatePolicyResponse create(Call call, CreatePolicyRequest request) {
    String document = PolicyDocuments.managed(request.policyDocument());
    Map<String, String> tags = TagOperations.map(request.tags());
    ManagedPolicy policy =
        new ManagedPolicy(
            Paths.checked(request.path()),
            request.policyName(),
            store.newId(Kind.POLICY),
            IamStore.time(call),
            IamStore.time(call),
            Optional.ofNullable(request.description()).filter(it -> !it.isEmpty()),
            1,
            1,
            tags);
    store.change(
        call.accountId(),
        transaction -> {
          ManagedPolicies.create(transaction, call.accountId(), policy, document);
          return policy;
        });
    return CreatePolicyResponse.builder()
        .policy(
            brief(Attachments.Uses.NONE, new ManagedPolicies.Found(call.accountId(), policy))
                .copy(it -> it.tags(tags.isEmpty() ? null : TagOperations.tags(tags))))
        .build();
  }

  private GetPolicyResponse get(Call call, GetPolicyRequest request) {
    return store.read(
        snapshot -> {
          var found = ManagedPolicies.require(snapshot, call.accountId(), arn(request.policyArn()));
          return GetPolicyResponse.builder()
              .policy(
                  brief(snapshot, call.accountId(), found)
                      .copy(
                          it ->
                              it.description(found.policy().description().orElse(null))
                                  .tags(TagOperations.tags(found.policy().tags()))))
              .build();
        });
  }

  private DeletePolicyResponse delete(Call call, DeletePolicyRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          ManagedPolicy policy =
              ManagedPolicies.requireOwn(transaction, call.accountId(), arn(request.policyArn()));
          ManagedPolicies.delete(transaction, call.accountId(), policy);
          return policy;
        });
    return DeletePolicyResponse.builder().build();
  }

  private ListPoliciesResponse list(Call call, ListPoliciesRequest request) {
    boolean local = request.scope() != PolicyScopeType.AWS;
    boolean ofAws = request.scope() != PolicyScopeType.LOCAL;
    String prefix = Paths.prefix(request.pathPrefix());
    var page =
        store.read(
            snapshot -> {
              Predicate<ManagedPolicies.Found> wanted = wanted(snapshot, call, request);
              // Those of the account come first; what then fits is filled with those of AWS.
              var paging = PolicyListing.of(request.marker(), request.maxItems());
              return paging
                  .page(
                      local
                          ? rest ->
                              ManagedPolicies.CUSTOMER
                                  .list(
                                      snapshot,
                                      call.accountId(),
                                      prefix,
                                      rest,
                                      it ->
                                          wanted.test(
                                              new ManagedPolicies.Found(call.accountId(), it)))
                                  .map(it -> new ManagedPolicies.Found(call.accountId(), it))
                          : rest -> new Paging.Page<>(List.of(), null),
                      rest ->
                          rest.of(
                              ofAws
                                  ? ManagedPolicies.allOfAws().stream()
                                      .filter(it -> it.policy().path().startsWith(prefix))
                                      .filter(wanted)
                                      .toList()
                                  : List.of()))
                  .map(it -> brief(snapshot, call.accountId(), it));
            });
    return ListPoliciesResponse.builder()
        .policies(page.items())
        .isTruncated(page.isTruncated())
        .marker(page.marker())
        .build();
  }

  private static Predicate<ManagedPolicies.Found> wanted(
      Snapshot snapshot, Call call, ListPoliciesRequest request) {
    boolean attached = Boolean.TRUE.equals(request.onlyAttached());
    if (!attached && request.policyUsageFilter() == null) {
      return it -> true;
    }
    return found -> {
      var uses = Attachments.uses(snapshot, call.accountId(), found.arn());
      return switch (request.policyUsageFilter()) {
        case PERMISSIONS_POLICY -> uses.attachments() > 0;
        case PERMISSIONS_BOUNDARY -> uses.boundaries() > 0;
        case null, default -> uses.attachments() > 0;
      };
    };
  }

  private ListEntitiesForPolicyResponse listEntities(
      Call call, ListEntitiesForPolicyRequest request) {
    Optional<Attachments.Usage> usage =
        switch (request.policyUsageFilter()) {
          case PERMISSIONS_POLICY -> Optional.of(Attachments.Usage.PERMISSIONS);
          case PERMISSIONS_BOUNDARY -> Optional.of(Attachments.Usage.BOUNDARY);
          case null, default -> Optional.empty();
        };
    String prefix = Paths.prefix(request.pathPrefix());
    return store.read(
        snapshot -> {
          String arn =
              ManagedPolicies.require(snapshot, call.accountId(), arn(request.policyArn())).arn();
          var page =
              Attachments.holders(
                  snapshot,
                  call.accountId(),
                  arn,
                  usage,
                  new Paging(request.marker(), request.maxItems()),
                  it -> it.path().startsWith(prefix) && wants(request.entityFilter(), it.kind()));
          List<PolicyUser> users = new ArrayList<>();
          List<PolicyGroup> groups = new ArrayList<>();
          List<PolicyRole> roles = new ArrayList<>();
          for (PolicyHolder holder : page.items()) {
            switch (holder) {
              case User user ->
                  users.add(PolicyUser.builder().userName(user.name()).userId(user.id()).build());
              case Group group ->
                  groups.add(
                      PolicyGroup.builder().groupName(group.name()).groupId(group.id()).build());
              case Role role ->
                  roles.add(PolicyRole.builder().roleName(role.name()).roleId(role.id()).build());
            }
          }
          return ListEntitiesForPolicyResponse.builder()
              .policyUsers(users)
              .policyGroups(groups)
              .policyRoles(roles)
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private static boolean wants(@org.jspecify.annotations.Nullable EntityType filter, Kind kind) {
    return switch (filter) {
      case USER -> kind == Kind.USER;
      case GROUP -> kind == Kind.GROUP;
      case ROLE -> kind == Kind.ROLE;
      case null, default -> true;
    };
  }

  /** Refuses what can be no ARN. */
  static String arn(String arn) {
    if (!arn.matches("arn:[^:]+:iam:[^:]*:[^:]+:[^:]+")) {
      throw IamFaults.invalidArn(arn);
    }
    return arn;
  }

  /** As lists show it. */
  static Policy brief(Snapshot snapshot, String account, ManagedPolicies.Found found) {
    return brief(Attachments.uses(snapshot, account, found.arn()), found);
  }

  private static Policy brief(Attachments.Uses uses, ManagedPolicies.Found found) {
    ManagedPolicy policy = found.policy();
    return Policy.builder()
        .policyName(policy.name())
        .policyId(policy.id())
        .arn(found.arn())
        .path(policy.path())
        .defaultVersionId("v" + policy.defaultVersion())
        .attachmentCount(uses.attachments())
        .permissionsBoundaryUsageCount(uses.boundaries())
        .isAttachable(true)
        .createDate(policy.created())
        .updateDate(policy.updated())
        .build();
  }
}
