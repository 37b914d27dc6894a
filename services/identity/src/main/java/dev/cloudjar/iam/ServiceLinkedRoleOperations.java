package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Resource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteServiceLinkedRoleResponse;
import software.amazon.awssdk.services.iam.model.DeletionTaskStatusType;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusRequest;
import software.amazon.awssdk.services.iam.model.GetServiceLinkedRoleDeletionStatusResponse;

/** Roles that belong to a service. */
final class ServiceLinkedRoleOperations {
  private static final int SESSION_SECONDS = 3600;

  private final IamStore store;
  private final IamResources resources;

  ServiceLinkedRoleOperations(IamStore store, IamResources resources) {
    this.store = store;
    this.resources = resources;
  }

  void register(Operations ops) {
    ops.on(
            CreateServiceLinkedRoleRequest.class,
            CreateServiceLinkedRoleResponse.class,
            this::create)
        .authorises(
            (call, it) ->
                List.of(
                    new Gate.Need(
                            "iam:CreateServiceLinkedRole",
                            resources.fresh(
                                call,
                                Kind.ROLE,
                                ServiceLinkedRoles.PATH + it.awsServiceName() + "/",
                                name(it)))
                        .with("iam:AWSServiceName", it.awsServiceName())));
    ops.on(
            DeleteServiceLinkedRoleRequest.class,
            DeleteServiceLinkedRoleResponse.class,
            this::delete)
        .authorises(
            "iam:DeleteServiceLinkedRole", (call, it) -> resources.role(call, it.roleName()));
    ops.on(
            GetServiceLinkedRoleDeletionStatusRequest.class,
            GetServiceLinkedRoleDeletionStatusResponse.class,
            this::status)
        .authorises("iam:GetServiceLinkedRoleDeletionStatus", (call, it) -> Resource.any(call));
  }

  private CreateServiceLinkedRoleResponse create(
      Call call, CreateServiceLinkedRoleRequest request) {
    String service = request.awsServiceName();
    var template =
        ServiceLinkedRoles.of(service).orElseThrow(() -> IamFaults.unknownLinkedService(service));
    if (request.customSuffix() != null && !template.suffixed()) {
      throw IamFaults.invalidInput("Custom suffix is not allowed for " + service);
    }
    Role role =
        new Role(
            ServiceLinkedRoles.PATH + service + "/",
            name(request),
            store.newId(Kind.ROLE),
            IamStore.time(call),
            trust(service),
            Optional.ofNullable(request.description()).filter(it -> !it.isEmpty()),
            SESSION_SECONDS,
            Map.of(),
            Optional.empty(),
            Optional.of(service));
    store.change(
        call.accountId(),
        transaction -> {
          if (IamStore.ROLES.find(transaction, call.accountId(), role.name()).isPresent()) {
            throw IamFaults.invalidInput(
                "Service role name "
                    + role.name()
                    + " has been taken in this account, please try a different suffix.");
          }
          IamStore.ROLES.add(transaction, call.accountId(), role);
          Attachments.attach(
              transaction,
              call.accountId(),
              role,
              "arn:aws:iam::aws:policy" + ServiceLinkedRoles.PATH + template.policy());
          return role;
        });
    return CreateServiceLinkedRoleResponse.builder()
        .role(RoleOperations.shown(call.accountId(), role))
        .build();
  }

  /** Whether the service still uses the role is the service's to say; none is asked yet. */
  private DeleteServiceLinkedRoleResponse delete(
      Call call, DeleteServiceLinkedRoleRequest request) {
    String account = call.accountId();
    String task =
        store.change(
            account,
            transaction -> {
              Role role = IamStore.ROLES.require(transaction, account, request.roleName());
              String service =
                  role.linkedService().orElseThrow(() -> IamFaults.notLinked(role.name()));
              for (String arn : Attachments.arns(transaction, account, role.id())) {
                Attachments.detach(transaction, account, role, arn);
              }
              RoleOperations.remove(transaction, account, role);
              String id =
                  "task"
                      + ServiceLinkedRoles.PATH
                      + service
                      + "/"
                      + role.name()
                      + "/"
                      + UUID.nameUUIDFromBytes(role.id().getBytes(StandardCharsets.UTF_8));
              ServiceLinkedRoles.deleted(transaction, account, id, role.name());
              return id;
            });
    return DeleteServiceLinkedRoleResponse.builder().deletionTaskId(task).build();
  }

  private GetServiceLinkedRoleDeletionStatusResponse status(
      Call call, GetServiceLinkedRoleDeletionStatusRequest request) {
    if (!store.read(
        snapshot ->
            ServiceLinkedRoles.wasDeleted(snapshot, call.accountId(), request.deletionTaskId()))) {
      throw IamFaults.noDeletionTask(request.deletionTaskId());
    }
    return GetServiceLinkedRoleDeletionStatusResponse.builder()
        .status(DeletionTaskStatusType.SUCCEEDED)
        .build();
  }

  private static String trust(String service) {
    return """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s"},\
        "Action":"sts:AssumeRole"}]}"""
        .formatted(service);
  }

  private static String name(CreateServiceLinkedRoleRequest request) {
    String name =
        ServiceLinkedRoles.of(request.awsServiceName())
            .map(ServiceLinkedRoles.Template::name)
            .orElse("AWSServiceRole");
    return request.customSuffix() == null ? name : name + "_" + request.customSuffix();
  }
}
