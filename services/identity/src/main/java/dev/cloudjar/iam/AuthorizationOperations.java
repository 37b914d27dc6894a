package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsRequest;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.UserDetail;

/** Everything that an account's users, groups, roles and policies say, page by page. */
final class AuthorizationOperations {
  private final IamStore store;

  AuthorizationOperations(IamStore store) {
    this.store = store;
  }

  void register(Operations ops) {
    ops.on(
            GetAccountAuthorizationDetailsRequest.class,
            GetAccountAuthorizationDetailsResponse.class,
            this::details)
        .authorises("iam:GetAccountAuthorizationDetails", (call, it) -> Resource.any(call));
  }

  /** What one page shows, from several lists one after the other. */
  private static final class Sections {
    private final String account;
    private final Snapshot snapshot;
    private final int limit;
    private final List<UserDetail> users = new ArrayList<>();
    private final List<GroupDetail> groups = new ArrayList<>();
    private final List<RoleDetail> roles = new ArrayList<>();
    private final List<ManagedPolicyDetail> policies = new ArrayList<>();

    Sections(String account, Snapshot snapshot, int limit) {
      this.account = account;
      this.snapshot = snapshot;
      this.limit = limit;
    }

    private int room() {
      return limit - users.size() - groups.size() - roles.size() - policies.size();
    }

    /** Fills the page from one list and says where that list goes on. */
    @org.jspecify.annotations.Nullable
    String take(Section section, @org.jspecify.annotations.Nullable String marker) {
      Paging paging = new Paging(marker, room());
      return switch (section) {
        case USERS -> {
          var page = IamStore.USERS.list(snapshot, account, "/", paging);
          page.items().forEach(it -> users.add(user(it)));
          yield page.marker();
        }
        case GROUPS -> {
          var page = IamStore.GROUPS.list(snapshot, account, "/", paging);
          page.items().forEach(it -> groups.add(group(it)));
          yield page.marker();
        }
        case ROLES -> {
          var page = IamStore.ROLES.list(snapshot, account, "/", paging);
          page.items().forEach(it -> roles.add(role(it)));
          yield page.marker();
        }
        case LOCAL_POLICIES -> {
          var page = ManagedPolicies.CUSTOMER.list(snapshot, account, "/", paging);
          page.items().forEach(it -> policies.add(policy(new ManagedPolicies.Found(account, it))));
          yield page.marker();
        }
        case AWS_POLICIES -> {
          var page =
              paging.of(
                  ManagedPolicies.allOfAws().stream()
                      .filter(
                          it ->
                              !Attachments.uses(snapshot, account, it.arn())
                                  .equals(Attachments.Uses.NONE))
                      .toList());
          page.items().forEach(it -> policies.add(policy(it)));
          yield page.marker();
        }
      };
    }

    private UserDetail user(User user) {
      return UserDetail.builder()
          .path(user.path())
          .userName(user.name())
          .userId(user.id())
          .arn(user.arn(account))
          .createDate(user.created())
          .userPolicyList(inline(user))
          .attachedManagedPolicies(attached(user))
          .groupList(
              Memberships.groups(snapshot, account, user, Paging.NONE).map(Group::name).items())
          .permissionsBoundary(UserOperations.boundary(user.boundary()))
          .tags(TagOperations.tags(user.tags()))
          .build();
    }

    private GroupDetail group(Group group) {
      return GroupDetail.builder()
          .path(group.path())
          .groupName(group.name())
          .groupId(group.id())
          .arn(group.arn(account))
          .createDate(group.created())
          .groupPolicyList(inline(group))
          .attachedManagedPolicies(attached(group))
          .build();
    }

    private RoleDetail role(Role role) {
      return RoleDetail.builder()
          .path(role.path())
          .roleName(role.name())
          .roleId(role.id())
          .arn(role.arn(account))
          .createDate(role.created())
          .assumeRolePolicyDocument(PolicyDocuments.encoded(role.trustPolicy()))
          .rolePolicyList(inline(role))
          .attachedManagedPolicies(attached(role))
          .permissionsBoundary(UserOperations.boundary(role.boundary()))
          .instanceProfileList(
              InstanceProfiles.ofRole(snapshot, account, role, Paging.NONE)
                  .map(it -> InstanceProfileOperations.brief(snapshot, account, it))
                  .items())
          .tags(TagOperations.tags(role.tags()))
          .roleLastUsed(RoleOperations.lastUsed(snapshot, account, role))
          .build();
    }

    private ManagedPolicyDetail policy(ManagedPolicies.Found found) {
      var uses = Attachments.uses(snapshot, account, found.arn());
      List<PolicyVersion> versions =
          ManagedPolicies.versions(snapshot, found, Paging.NONE)
              .map(
                  it ->
                      PolicyVersionOperations.shown(found, it).toBuilder()
                          .document(PolicyDocuments.encoded(it.document()))
                          .build())
              .items();
      return ManagedPolicyDetail.builder()
          .policyName(found.policy().name())
          .policyId(found.policy().id())
          .arn(found.arn())
          .path(found.policy().path())
          .defaultVersionId("v" + found.policy().defaultVersion())
          .attachmentCount(uses.attachments())
          .permissionsBoundaryUsageCount(uses.boundaries())
          .isAttachable(true)
          .description(found.policy().description().orElse(null))
          .createDate(found.policy().created())
          .updateDate(found.policy().updated())
          .policyVersionList(versions)
          .build();
    }

    private List<PolicyDetail> inline(PolicyHolder holder) {
      List<PolicyDetail> all = new ArrayList<>();
      InlinePolicies.each(
          snapshot,
          account,
          holder.id(),
          (name, document) ->
              all.add(
                  PolicyDetail.builder()
                      .policyName(name)
                      .policyDocument(PolicyDocuments.encoded(document))
                      .build()));
      return all;
    }

    private List<software.amazon.awssdk.services.iam.model.AttachedPolicy> attached(
        PolicyHolder holder) {
      return Attachments.arns(snapshot, account, holder.id()).stream()
          .map(AttachmentOperations::shown)
          .toList();
    }
  }

  /** The lists, in the order in which they are shown. */
  private enum Section {
    USERS(EntityType.USER),
    GROUPS(EntityType.GROUP),
    ROLES(EntityType.ROLE),
    LOCAL_POLICIES(EntityType.LOCAL_MANAGED_POLICY),
    AWS_POLICIES(EntityType.AWS_MANAGED_POLICY);

    private final EntityType type;

    Section(EntityType type) {
      this.type = type;
    }
  }

  private GetAccountAuthorizationDetailsResponse details(
      Call call, GetAccountAuthorizationDetailsRequest request) {
    String marker = request.marker();
    int start = marker == null ? 0 : section(marker);
    return store.read(
        snapshot -> {
          var sections =
              new Sections(
                  call.accountId(), snapshot, new Paging(null, request.maxItems()).limit());
          String within = marker == null || marker.length() == 1 ? null : marker.substring(1);
          String next = null;
          for (int i = start; i < Section.values().length && next == null; i++) {
            Section section = Section.values()[i];
            if (!request.filter().isEmpty() && !request.filter().contains(section.type)) {
              continue;
            }
            if (sections.room() == 0) {
              next = Integer.toString(i);
              break;
            }
            String rest = sections.take(section, i == start ? within : null);
            next = rest == null ? null : i + rest;
          }
          return GetAccountAuthorizationDetailsResponse.builder()
              .userDetailList(sections.users)
              .groupDetailList(sections.groups)
              .roleDetailList(sections.roles)
              .policies(sections.policies)
              .isTruncated(next != null)
              .marker(next)
              .build();
        });
  }

  private static int section(String marker) {
    int section = marker.isEmpty() ? -1 : marker.charAt(0) - '0';
    if (section < 0 || section >= Section.values().length) {
      throw IamFaults.invalidMarker();
    }
    return section;
  }
}
