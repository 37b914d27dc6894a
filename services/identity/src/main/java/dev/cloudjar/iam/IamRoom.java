package dev.cloudjar.iam;

import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Room;

/** AWS IAM: who there is, and what they may do. */
public final class IamRoom implements Room {

  @Override
  public void open(Operations operations, Cloud cloud) {
    var store = new IamStore(cloud);
    var resources = new IamResources(store);
    var keys = new AccessKeys(cloud);
    var uses = new LastUses(cloud.store());
    cloud.identities().provide(new Identity(store, uses, cloud.clock()));
    new UserOperations(store, resources, keys).register(operations);
    new AccessKeyOperations(store, resources, keys).register(operations);
    new GroupOperations(store, resources).register(operations);
    new RoleOperations(store, resources).register(operations);
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
    new SamlOperations(store).register(operations);
  }
}
