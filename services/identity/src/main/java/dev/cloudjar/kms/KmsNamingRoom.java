package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Gate.Need;
import dev.cloudjar.cloud.Operations;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasResponse;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasResponse;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.ListGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsResponse;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantResponse;
import software.amazon.awssdk.services.kms.model.RevokeGrantRequest;
import software.amazon.awssdk.services.kms.model.RevokeGrantResponse;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdateAliasResponse;

/** The part of the room where keys are named and shared. */
final class KmsNamingRoom {
  private final KeyAccess access;
  private final KeyFinder finder;

  KmsNamingRoom(KeyAccess access, KeyFinder finder) {
    this.access = access;
    this.finder = finder;
  }

  void aliases(Operations ops, AliasOperations aliases) {
    ops.on(CreateAliasRequest.class, CreateAliasResponse.class, aliases::create)
        .authorises(
            (call, it) ->
                List.of(
                    access.alias(call, "CreateAlias", it.aliasName()),
                    access.need(call, "CreateAlias", finder.own(call, it.targetKeyId()))));
    ops.on(UpdateAliasRequest.class, UpdateAliasResponse.class, aliases::update)
        .authorises(
            (call, it) ->
                ofAlias(
                    call,
                    "UpdateAlias",
                    it.aliasName(),
                    aliases,
                    access.need(call, "UpdateAlias", finder.own(call, it.targetKeyId()))));
    ops.on(DeleteAliasRequest.class, DeleteAliasResponse.class, aliases::delete)
        .authorises((call, it) -> ofAlias(call, "DeleteAlias", it.aliasName(), aliases));
    ops.on(ListAliasesRequest.class, ListAliasesResponse.class, aliases::list)
        .authorises((call, it) -> List.of(access.anywhere(call, "ListAliases")));
  }

  /** An action on an alias, on the key that it is of, and more. */
  private List<Need> ofAlias(
      Call call, String action, String name, AliasOperations aliases, Need... more) {
    List<Need> needs = new ArrayList<>(List.of(more));
    needs.add(access.alias(call, action, name));
    aliases.target(call, name).ifPresent(it -> needs.add(access.need(call, action, it.unnamed())));
    return needs;
  }

  void grants(Operations ops, GrantOperations grants) {
    ops.on(CreateGrantRequest.class, CreateGrantResponse.class, grants::create)
        .authorises((call, it) -> List.of(creation(call, it)));
    ops.on(ListGrantsRequest.class, ListGrantsResponse.class, grants::list)
        .authorises(
            (call, it) ->
                List.of(access.need(call, "ListGrants", finder.byIdOrArn(call, it.keyId()))));
    ops.on(
            ListRetirableGrantsRequest.class,
            ListRetirableGrantsResponse.class,
            grants::listRetirable)
        .authorises((call, it) -> List.of(access.anywhere(call, "ListRetirableGrants")));
    ops.on(RetireGrantRequest.class, RetireGrantResponse.class, grants::retire)
        .authorises(
            (call, it) -> {
              GrantStore.GrantId grant = grants.retired(call, it);
              return List.of(
                  access.retirementNeed(
                      call, finder.byIdOrArn(call, grant.key().arn()), grant.id()));
            });
    ops.on(RevokeGrantRequest.class, RevokeGrantResponse.class, grants::revoke)
        .authorises(
            (call, it) ->
                List.of(
                    access
                        .need(call, "RevokeGrant", finder.byIdOrArn(call, it.keyId()))
                        .with(
                            "kms:GrantIsForAWSResource",
                            String.valueOf(!call.calledVia().isEmpty()))));
  }

  private Need creation(Call call, CreateGrantRequest request) {
    Grant.Constraints constraints = GrantOperations.constraints(request.constraints());
    String type =
        constraints.equal().isPresent()
            ? "EncryptionContextEquals"
            : constraints.subset().isPresent() ? "EncryptionContextSubset" : null;
    return access
        .grantNeed(call, finder.byIdOrArn(call, request.keyId()), GrantOperations.child(request))
        .with("kms:GranteePrincipal", request.granteePrincipal())
        .with("kms:RetiringPrincipal", request.retiringPrincipal())
        .with("kms:GrantConstraintType", type)
        .with("kms:GrantIsForAWSResource", String.valueOf(!call.calledVia().isEmpty()));
  }
}
