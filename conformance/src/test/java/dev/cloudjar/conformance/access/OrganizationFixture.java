package dev.cloudjar.conformance.access;

import dev.cloudjar.junit.TestCloud;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.organizations.model.HandshakePartyType;
import software.amazon.awssdk.services.organizations.model.PolicyType;

/** An organization with a unit, another account, a policy and an invitation. */
final class OrganizationFixture {
  private OrganizationFixture() {}

  /** Another account, whose root the test's account gets sessions of. */
  static String memberWithRootTasks(TestCloud cloud) {
    OrganizationsClient organizations = cloud.client(OrganizationsClient.class);
    organizations.createOrganization(it -> it.featureSet("ALL"));
    organizations.enableAWSServiceAccess(it -> it.servicePrincipal("iam.amazonaws.com"));
    String member = cloud.newAccountId();
    String handshake =
        organizations
            .inviteAccountToOrganization(
                it -> it.target(to -> to.id(member).type(HandshakePartyType.ACCOUNT)))
            .handshake()
            .id();
    cloud
        .client(OrganizationsClient.class, cloud.credentialsOf(member))
        .acceptHandshake(it -> it.handshakeId(handshake));
    cloud.client(IamClient.class).enableOrganizationsRootSessions(it -> {});
    return member;
  }

  static Map<String, Object> make(TestCloud cloud) {
    OrganizationsClient organizations = cloud.client(OrganizationsClient.class);
    organizations.createOrganization(it -> it.featureSet("ALL"));
    String root = organizations.listRoots().roots().getFirst().id();
    organizations.enablePolicyType(
        it -> it.rootId(root).policyType(PolicyType.SERVICE_CONTROL_POLICY));
    String unit =
        organizations
            .createOrganizationalUnit(it -> it.parentId(root).name("unit"))
            .organizationalUnit()
            .id();
    String request =
        organizations
            .createAccount(it -> it.accountName("other").email(cloud.unique("a") + "@example.com"))
            .createAccountStatus()
            .id();
    String document = Users.deny("sqs:PurgeQueue", "*");
    String policy =
        organizations
            .createPolicy(
                it ->
                    it.name("policy")
                        .description("text")
                        .type(PolicyType.SERVICE_CONTROL_POLICY)
                        .content(document))
            .policy()
            .policySummary()
            .id();
    String invited = cloud.newAccountId();
    String handshake =
        organizations
            .inviteAccountToOrganization(
                it -> it.target(to -> to.id(invited).type(HandshakePartyType.ACCOUNT)))
            .handshake()
            .id();
    Map<String, Object> known = new HashMap<>();
    known.put("RootId", root);
    known.put("ParentId", root);
    known.put("SourceParentId", root);
    known.put("DestinationParentId", unit);
    known.put("OrganizationalUnitId", unit);
    known.put("ChildId", unit);
    known.put("ChildType", "ORGANIZATIONAL_UNIT");
    known.put("CreateAccountRequestId", request);
    known.put("AccountId", cloud.accountId());
    known.put("PolicyId", policy);
    known.put("TargetId", unit);
    known.put("ResourceId", unit);
    known.put("HandshakeId", handshake);
    known.put("Content", document);
    known.put("Type", "SERVICE_CONTROL_POLICY");
    known.put("PolicyType", "SERVICE_CONTROL_POLICY");
    known.put("Filter", "SERVICE_CONTROL_POLICY");
    known.put("Email", cloud.unique("b") + "@example.com");
    known.put("Name", "another");
    known.put("ServicePrincipal", "cloudtrail.amazonaws.com");
    known.put(
        "InviteAccountToOrganization.Target",
        Map.of("Id", cloud.newAccountId(), "Type", "ACCOUNT"));
    return known;
  }
}
