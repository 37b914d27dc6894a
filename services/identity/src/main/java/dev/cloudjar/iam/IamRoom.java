package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRoom;
import software.amazon.awssdk.services.iam.model.AcceptDelegationRequestRequest;
import software.amazon.awssdk.services.iam.model.AssociateDelegationRequestRequest;
import software.amazon.awssdk.services.iam.model.CreateDelegationRequestRequest;
import software.amazon.awssdk.services.iam.model.GetDelegationRequestRequest;
import software.amazon.awssdk.services.iam.model.GetHumanReadableSummaryRequest;
import software.amazon.awssdk.services.iam.model.ListDelegationRequestsRequest;
import software.amazon.awssdk.services.iam.model.RejectDelegationRequestRequest;
import software.amazon.awssdk.services.iam.model.SendDelegationTokenRequest;
import software.amazon.awssdk.services.iam.model.UpdateDelegationRequestRequest;

/** AWS IAM: who there is, and what they may do. */
public final class IamRoom implements PlainRoom {
  private static final String NO_PARTNERS = "needs partners of AWS, who are not here";

  /** The console's door has a host of its own. */
  @Override
  public boolean mayAnswer(PlainHead head) {
    return SignInHost.of(head.host()).isPresent();
  }

  @Override
  public void open(Operations operations, Cloud cloud) {
    var store = new IamStore(cloud);
    var resources = new IamResources(store);
    var keys = new AccessKeys(cloud);
    var uses = new LastUses(cloud);
    cloud.observers().add(uses);
    var reports = new CredentialReports(cloud, uses);
    reports.open();
    var accesses = new AccessReports(cloud, uses);
    accesses.open();
    var organizationReports = new OrganizationReports(cloud, uses);
    organizationReports.open();
    cloud.identities().provide(new Identity(store, cloud.clock()));
    new UserOperations(store, resources, keys).register(operations);
    new AccessKeyOperations(store, resources, keys, uses).register(operations);
    new GroupOperations(store, resources).register(operations);
    new RoleOperations(store, resources, uses).register(operations);
    new InstanceProfileOperations(store, resources).register(operations);
    new PolicyOperations(store, resources).register(operations);
    new PolicyVersionOperations(store, resources).register(operations);
    new AttachmentOperations(store, resources).register(operations);
    new InlinePolicyOperations(store, resources).register(operations);
    new TagOperations(store, resources).register(operations);
    new DeviceTagOperations(store, resources).register(operations);
    new ServiceLinkedRoleOperations(store, resources).register(operations);
    new AccountOperations(store).register(operations);
    new LoginOperations(store, resources, cloud.ids()).register(operations);
    new MfaOperations(store, resources, cloud.ids()).register(operations);
    new OpenIdConnectOperations(store).register(operations);
    new OutboundFederationOperations(store, cloud.ids()).register(operations);
    new SamlOperations(store).register(operations);
    new SshKeyOperations(store, resources).register(operations);
    new ServerCertificateOperations(store, resources).register(operations);
    new SigningCertificateOperations(store, resources).register(operations);
    new ServicePasswordOperations(store, resources, cloud.ids()).register(operations);
    new CredentialReportOperations(store, reports).register(operations);
    new AccessReportOperations(store, resources, accesses).register(operations);
    new OrganizationReportOperations(store, cloud.actions(), organizationReports)
        .register(operations);
    new GrantingPolicyOperations(store, resources).register(operations);
    new OrganizationFeatureOperations(store).register(operations);
    new AuthorizationOperations(store).register(operations);
    new ContextKeyOperations(store).register(operations);
    new SimulationOperations(store, cloud.identities()).register(operations);
    new SignInOperations(store, new SignIn(cloud, store), cloud).register(operations);
    unsupported(operations);
  }

  private static void unsupported(Operations operations) {
    operations.unsupported(CreateDelegationRequestRequest.class, NO_PARTNERS);
    operations.unsupported(AcceptDelegationRequestRequest.class, NO_PARTNERS);
    operations.unsupported(AssociateDelegationRequestRequest.class, NO_PARTNERS);
    operations.unsupported(GetDelegationRequestRequest.class, NO_PARTNERS);
    operations.unsupported(ListDelegationRequestsRequest.class, NO_PARTNERS);
    operations.unsupported(RejectDelegationRequestRequest.class, NO_PARTNERS);
    operations.unsupported(SendDelegationTokenRequest.class, NO_PARTNERS);
    operations.unsupported(UpdateDelegationRequestRequest.class, NO_PARTNERS);
    operations.unsupported(GetHumanReadableSummaryRequest.class, NO_PARTNERS);
  }
}
