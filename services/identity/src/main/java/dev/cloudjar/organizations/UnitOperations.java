package dev.cloudjar.organizations;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Cloud;
import dev.cloudjar.organizations.OrganizationStore.Marker;
import dev.cloudjar.organizations.OrganizationStore.Named;
import dev.cloudjar.organizations.OrganizationStore.Page;
import dev.cloudjar.organizations.OrganizationStore.Row;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.organizations.model.Child;
import software.amazon.awssdk.services.organizations.model.ChildType;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.CreateOrganizationalUnitResponse;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.DeleteOrganizationalUnitResponse;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.DescribeOrganizationalUnitResponse;
import software.amazon.awssdk.services.organizations.model.ListChildrenRequest;
import software.amazon.awssdk.services.organizations.model.ListChildrenResponse;
import software.amazon.awssdk.services.organizations.model.ListOrganizationalUnitsForParentRequest;
import software.amazon.awssdk.services.organizations.model.ListOrganizationalUnitsForParentResponse;
import software.amazon.awssdk.services.organizations.model.ListParentsRequest;
import software.amazon.awssdk.services.organizations.model.ListParentsResponse;
import software.amazon.awssdk.services.organizations.model.OrganizationalUnit;
import software.amazon.awssdk.services.organizations.model.Parent;
import software.amazon.awssdk.services.organizations.model.ParentType;
import software.amazon.awssdk.services.organizations.model.UpdateOrganizationalUnitRequest;
import software.amazon.awssdk.services.organizations.model.UpdateOrganizationalUnitResponse;

/** Organizational units, and what is in what. */
final class UnitOperations {
  private static final int DEEPEST = 5;
  private static final String UNITS = "ou-";
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final Cloud cloud;

  UnitOperations(Cloud cloud) {
    this.cloud = cloud;
  }

  CreateOrganizationalUnitResponse create(Call call, CreateOrganizationalUnitRequest request) {
    Map<String, String> tags = TagOperations.read(request.tags());
    return cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              requireParent(transaction, organization, request.parentId());
              if (OrganizationStore.way(transaction, organization, request.parentId()).size()
                  > DEEPEST) {
                throw OrganizationsFaults.constraint(
                    "OU_DEPTH_LIMIT_EXCEEDED",
                    "You have exceeded the depth limit for organizational units.");
              }
              Unit unit =
                  new Unit(
                      UNITS
                          + organization.rootId().substring(2)
                          + "-"
                          + cloud.ids().text(8, LETTERS),
                      request.name(),
                      request.parentId());
              nameIt(transaction, organization, unit);
              OrganizationStore.CHILDREN.put(
                  transaction,
                  new OrganizationKey(organization.id(), unit.parentId(), unit.id()),
                  new Marker());
              OrganizationStore.putTags(transaction, organization, unit.id(), tags);
              Attachments.attachToNew(transaction, organization, unit.id());
              return CreateOrganizationalUnitResponse.builder()
                  .organizationalUnit(shown(organization, unit))
                  .build();
            });
  }

  UpdateOrganizationalUnitResponse update(Call call, UpdateOrganizationalUnitRequest request) {
    return cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              Unit unit = require(transaction, organization, request.organizationalUnitId());
              Unit renamed =
                  new Unit(
                      unit.id(),
                      Objects.requireNonNullElse(request.name(), unit.name()),
                      unit.parentId());
              if (!renamed.name().equals(unit.name())) {
                OrganizationStore.UNIT_NAMES.delete(transaction, nameKey(organization, unit));
                nameIt(transaction, organization, renamed);
              }
              return UpdateOrganizationalUnitResponse.builder()
                  .organizationalUnit(shown(organization, renamed))
                  .build();
            });
  }

  DeleteOrganizationalUnitResponse delete(Call call, DeleteOrganizationalUnitRequest request) {
    cloud
        .store()
        .transact(
            transaction -> {
              Organization organization = Standing.asManagement(transaction, call);
              Unit unit = require(transaction, organization, request.organizationalUnitId());
              if (!OrganizationStore.isEmpty(
                  transaction, OrganizationStore.CHILDREN, organization.id(), unit.id())) {
                throw OrganizationsFaults.unitNotEmpty();
              }
              OrganizationStore.UNITS.delete(
                  transaction, new OrganizationKey(organization.id(), unit.id()));
              OrganizationStore.UNIT_NAMES.delete(transaction, nameKey(organization, unit));
              OrganizationStore.CHILDREN.delete(
                  transaction, new OrganizationKey(organization.id(), unit.parentId(), unit.id()));
              OrganizationStore.putTags(transaction, organization, unit.id(), Map.of());
              Attachments.detachAll(transaction, organization, unit.id());
              return unit;
            });
    return DeleteOrganizationalUnitResponse.builder().build();
  }

  DescribeOrganizationalUnitResponse describe(
      Call call, DescribeOrganizationalUnitRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              Unit unit = require(snapshot, organization, request.organizationalUnitId());
              return DescribeOrganizationalUnitResponse.builder()
                  .organizationalUnit(shown(organization, unit))
                  .build();
            });
  }

  ListOrganizationalUnitsForParentResponse listForParent(
      Call call, ListOrganizationalUnitsForParentRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              requireParent(snapshot, organization, request.parentId());
              var page =
                  units(
                          snapshot,
                          organization,
                          request.parentId(),
                          new Listing(request.nextToken(), request.maxResults()))
                      .map(id -> shown(organization, require(snapshot, organization, id)));
              return ListOrganizationalUnitsForParentResponse.builder()
                  .organizationalUnits(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  ListChildrenResponse listChildren(Call call, ListChildrenRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              requireParent(snapshot, organization, request.parentId());
              var listing = new Listing(request.nextToken(), request.maxResults());
              var ids =
                  request.childType() == ChildType.ORGANIZATIONAL_UNIT
                      ? units(snapshot, organization, request.parentId(), listing)
                      : accounts(snapshot, organization, request.parentId(), listing);
              var page = ids.map(id -> Child.builder().id(id).type(request.childType()).build());
              return ListChildrenResponse.builder()
                  .children(page.items())
                  .nextToken(page.nextToken())
                  .build();
            });
  }

  /** The units right below a parent. */
  private static Page<String> units(
      Snapshot snapshot, Organization organization, String parentId, Listing listing) {
    return listing
        .rows(snapshot, OrganizationStore.CHILDREN, organization.id(), parentId, UNITS)
        .map(Row::id);
  }

  /** The accounts right below a parent. Their ids are digits, so that units come after them. */
  static Page<String> accounts(
      Snapshot snapshot, Organization organization, String parentId, Listing listing) {
    return listing
        .of(snapshot, OrganizationStore.CHILDREN, organization.id(), parentId, Row::id)
        .asLongAs(id -> !id.startsWith(UNITS));
  }

  ListParentsResponse listParents(Call call, ListParentsRequest request) {
    return cloud
        .store()
        .read(
            snapshot -> {
              Organization organization = Standing.asReader(snapshot, call);
              String parent = parentOf(snapshot, organization, request.childId());
              ParentType type =
                  parent.startsWith(UNITS) ? ParentType.ORGANIZATIONAL_UNIT : ParentType.ROOT;
              return ListParentsResponse.builder()
                  .parents(Parent.builder().id(parent).type(type).build())
                  .build();
            });
  }

  static void requireParent(Snapshot snapshot, Organization organization, String id) {
    if (!OrganizationStore.isParent(snapshot, organization, id)) {
      throw OrganizationsFaults.parentNotFound();
    }
  }

  private static String parentOf(Snapshot snapshot, Organization organization, String childId) {
    if (childId.startsWith(UNITS)) {
      Unit unit = OrganizationStore.unit(snapshot, organization, childId);
      if (unit != null) {
        return unit.parentId();
      }
    } else {
      Member member = OrganizationStore.member(snapshot, organization, childId);
      if (member != null) {
        return member.parentId();
      }
    }
    throw OrganizationsFaults.childNotFound();
  }

  private static Unit require(Snapshot snapshot, Organization organization, String id) {
    Unit unit = OrganizationStore.unit(snapshot, organization, id);
    if (unit == null) {
      throw OrganizationsFaults.unitNotFound();
    }
    return unit;
  }

  private static void nameIt(Transaction transaction, Organization organization, Unit unit) {
    OrganizationKey name = nameKey(organization, unit);
    if (OrganizationStore.UNIT_NAMES.contains(transaction, name)) {
      throw OrganizationsFaults.duplicateUnit();
    }
    OrganizationStore.UNIT_NAMES.put(transaction, name, new Named(unit.id()));
    OrganizationStore.UNITS.put(
        transaction, new OrganizationKey(organization.id(), unit.id()), unit);
  }

  private static OrganizationKey nameKey(Organization organization, Unit unit) {
    return new OrganizationKey(organization.id(), unit.parentId(), unit.name());
  }

  private static OrganizationalUnit shown(Organization organization, Unit unit) {
    return OrganizationalUnit.builder()
        .id(unit.id())
        .arn(organization.unitArn(unit.id()))
        .name(unit.name())
        .build();
  }
}
