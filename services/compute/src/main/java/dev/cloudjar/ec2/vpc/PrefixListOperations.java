package dev.cloudjar.ec2.vpc;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Page;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.References;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsResponse;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesResponse;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListResponse;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.RemovePrefixListEntry;
import software.amazon.awssdk.services.ec2.model.RestoreManagedPrefixListVersionRequest;
import software.amazon.awssdk.services.ec2.model.RestoreManagedPrefixListVersionResponse;

/** Managed prefix lists. */
final class PrefixListOperations {
  private static final int MOST_ENTRIES = 1_000;

  private final Ground ground;
  private final NetworkChanges changes;
  private final Listing<PrefixList> listing =
      new Listing<>(NetworkTables.PREFIX_LISTS)
          .pages(1, 100)
          .by("owner-id", PrefixList::owner)
          .by("prefix-list-id", PrefixList::id)
          .by("prefix-list-name", PrefixList::name);
  private final Listing<PrefixList> services =
      new Listing<>(NetworkTables.PREFIX_LISTS)
          .by("prefix-list-id", PrefixList::id)
          .by("prefix-list-name", PrefixList::name);

  PrefixListOperations(Ground ground, NetworkChanges changes) {
    this.ground = ground;
    this.changes = changes;
  }

  void register(Ec2Operations ops) {
    ops.making(
        ResourceKind.PREFIX_LIST,
        CreateManagedPrefixListRequest.class,
        CreateManagedPrefixListResponse.class,
        it -> List.of(),
        this::create);
    ops.on(
        DescribeManagedPrefixListsRequest.class,
        DescribeManagedPrefixListsResponse.class,
        this::describe);
    ops.on(
        DescribePrefixListsRequest.class,
        DescribePrefixListsResponse.class,
        this::describeServices);
    ops.on(
        GetManagedPrefixListEntriesRequest.class,
        GetManagedPrefixListEntriesResponse.class,
        GetManagedPrefixListEntriesRequest::prefixListId,
        this::entries);
    ops.on(
        ModifyManagedPrefixListRequest.class,
        ModifyManagedPrefixListResponse.class,
        ModifyManagedPrefixListRequest::prefixListId,
        this::modify);
    ops.on(
        RestoreManagedPrefixListVersionRequest.class,
        RestoreManagedPrefixListVersionResponse.class,
        RestoreManagedPrefixListVersionRequest::prefixListId,
        this::restore);
    ops.on(
        DeleteManagedPrefixListRequest.class,
        DeleteManagedPrefixListResponse.class,
        DeleteManagedPrefixListRequest::prefixListId,
        this::delete);
  }

  private CreateManagedPrefixListResponse create(
      Call call, CreateManagedPrefixListRequest request) {
    if (!request.addressFamily().equals("IPv4")) {
      throw request.addressFamily().equals("IPv6")
          ? Ec2Faults.unsupportedOperation("Cloudjar's networks have no IPv6.")
          : Ec2Faults.invalidValue(
              "addressFamily", request.addressFamily(), "Expecting IPv4 or IPv6.");
    }
    if (request.prefixListName().startsWith("com.amazonaws")) {
      throw Ec2Faults.invalidParameterValue(
          "The prefix list name must not start with com.amazonaws.");
    }
    if (request.maxEntries() < 1 || request.maxEntries() > MOST_ENTRIES) {
      throw Ec2Faults.invalidValue(
          "maxEntries",
          request.maxEntries().toString(),
          "Expecting a value between 1 and %d.".formatted(MOST_ENTRIES));
    }
    List<PrefixList.Entry> entries =
        added(List.of(), request.entries(), List.of(), request.maxEntries());
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.PREFIX_LIST);
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          String id =
              ground
                  .tokens()
                  .once(
                      transaction,
                      call,
                      request,
                      request.clientToken(),
                      () -> {
                        PrefixList made =
                            new PrefixList(
                                ground.ids().next(ResourceKind.PREFIX_LIST),
                                request.prefixListName(),
                                place.accountId(),
                                request.maxEntries(),
                                "create-complete",
                                List.of(new PrefixList.Version(1, entries)));
                        NetworkTables.PREFIX_LISTS.put(transaction, place, made);
                        ResourceTags.add(transaction, place, made.id(), tags);
                        return made.id();
                      });
          return CreateManagedPrefixListResponse.builder()
              .prefixList(
                  describe(
                      transaction,
                      place,
                      NetworkTables.PREFIX_LISTS.require(transaction, place, id)))
              .build();
        });
  }

  private static List<PrefixList.Entry> added(
      List<PrefixList.Entry> before,
      List<AddPrefixListEntry> added,
      List<RemovePrefixListEntry> removed,
      int most) {
    List<PrefixList.Entry> entries = new ArrayList<>(before);
    for (RemovePrefixListEntry each : removed) {
      String cidr = Cidrs.any(each.cidr(), "cidr").toString();
      if (!entries.removeIf(it -> it.cidr().equals(cidr))) {
        throw Ec2Faults.of(
            "InvalidPrefixListModification",
            "The entry %s does not exist in the prefix list.".formatted(cidr));
      }
    }
    for (AddPrefixListEntry each : added) {
      String cidr = Cidrs.any(each.cidr(), "cidr").toString();
      entries.removeIf(it -> it.cidr().equals(cidr));
      entries.add(new PrefixList.Entry(cidr, each.description()));
    }
    if (entries.size() > most) {
      throw Ec2Faults.of(
          "PrefixListMaxEntriesExceeded",
          "The number of entries exceeds the maximum of %d.".formatted(most));
    }
    return entries;
  }

  private DescribeManagedPrefixListsResponse describe(
      Call call, DescribeManagedPrefixListsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<PrefixList> page =
              listing.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.prefixListIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribeManagedPrefixListsResponse.builder()
              .prefixLists(page.map(it -> describe(snapshot, place, it)).items())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private static ManagedPrefixList describe(Snapshot snapshot, Place place, PrefixList list) {
    boolean isAws = list.owner().equals(PrefixList.AWS);
    return ManagedPrefixList.builder()
        .prefixListId(list.id())
        .prefixListName(list.name())
        .prefixListArn(
            isAws
                ? new Place("aws", place.region()).arn(ResourceKind.PREFIX_LIST, list.id())
                : place.arn(ResourceKind.PREFIX_LIST, list.id()))
        .addressFamily("IPv4")
        .ownerId(list.owner())
        .maxEntries(isAws ? null : list.maxEntries())
        .version(isAws ? null : list.current().number())
        .state(list.state())
        .tags(TagOperations.tags(snapshot, place, list.id()))
        .build();
  }

  private DescribePrefixListsResponse describeServices(
      Call call, DescribePrefixListsRequest request) {
    Place place = Place.of(call);
    return ground.read(
        snapshot -> {
          Page<PrefixList> page =
              services.page(
                  snapshot,
                  place,
                  Ec2Operations.selection(
                      request.prefixListIds(),
                      request.filters(),
                      request.maxResults(),
                      request.nextToken()));
          return DescribePrefixListsResponse.builder()
              .prefixLists(
                  page.items().stream()
                      .filter(it -> it.owner().equals(PrefixList.AWS))
                      .map(
                          it ->
                              software.amazon.awssdk.services.ec2.model.PrefixList.builder()
                                  .prefixListId(it.id())
                                  .prefixListName(it.name())
                                  .cidrs(
                                      it.current().entries().stream()
                                          .map(PrefixList.Entry::cidr)
                                          .toList())
                                  .build())
                      .toList())
              .nextToken(page.nextToken())
              .build();
        });
  }

  private GetManagedPrefixListEntriesResponse entries(
      Call call, GetManagedPrefixListEntriesRequest request) {
    Place place = Place.of(call);
    PrefixList list =
        ground.read(
            snapshot ->
                NetworkTables.PREFIX_LISTS.require(snapshot, place, request.prefixListId()));
    PrefixList.Version version =
        request.targetVersion() == null
            ? list.current()
            : list.version(request.targetVersion())
                .orElseThrow(() -> noVersion(request.targetVersion()));
    return GetManagedPrefixListEntriesResponse.builder()
        .entries(
            version.entries().stream()
                .map(
                    it ->
                        PrefixListEntry.builder()
                            .cidr(it.cidr())
                            .description(it.description())
                            .build())
                .toList())
        .build();
  }

  private static dev.cloudjar.cloud.Fault noVersion(long number) {
    return Ec2Faults.invalidParameterValue(
        "The prefix list version %d does not exist.".formatted(number));
  }

  private static PrefixList requireOwn(
      Transaction transaction, Place place, String id, long version) {
    PrefixList list = NetworkTables.PREFIX_LISTS.require(transaction, place, id);
    if (list.owner().equals(PrefixList.AWS)) {
      throw Ec2Faults.operationNotPermitted("The prefix list %s is managed by AWS.".formatted(id));
    }
    if (version != 0 && version != list.current().number()) {
      throw Ec2Faults.of(
          "PrefixListVersionMismatch", "The prefix list has the incorrect version number.");
    }
    return list;
  }

  private ModifyManagedPrefixListResponse modify(
      Call call, ModifyManagedPrefixListRequest request) {
    boolean entries = !request.addEntries().isEmpty() || !request.removeEntries().isEmpty();
    if (entries && request.currentVersion() == null) {
      throw Ec2Faults.missingParameter("currentVersion");
    }
    if (entries && request.maxEntries() != null) {
      throw Ec2Faults.invalidParameterCombination(
          "You cannot modify the entries and the maximum number of entries at the same time.");
    }
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          PrefixList list =
              requireOwn(
                  transaction,
                  place,
                  request.prefixListId(),
                  request.currentVersion() == null ? 0 : request.currentVersion());
          if (request.prefixListName() != null) {
            list = list.named(request.prefixListName());
          }
          if (request.maxEntries() != null) {
            if (request.maxEntries() < list.current().entries().size()
                || request.maxEntries() > MOST_ENTRIES) {
              throw Ec2Faults.of(
                  "PrefixListMaxEntriesExceeded",
                  "The maximum number of entries is less than the entries that there are.");
            }
            list = list.with(request.maxEntries());
          }
          if (entries) {
            list =
                list.with(
                    added(
                        list.current().entries(),
                        request.addEntries(),
                        request.removeEntries(),
                        list.maxEntries()));
          }
          NetworkTables.PREFIX_LISTS.put(transaction, place, list);
          changed(transaction, place, list.id());
          return ModifyManagedPrefixListResponse.builder()
              .prefixList(describe(transaction, place, list))
              .build();
        });
  }

  private RestoreManagedPrefixListVersionResponse restore(
      Call call, RestoreManagedPrefixListVersionRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          PrefixList before =
              requireOwn(transaction, place, request.prefixListId(), request.currentVersion());
          PrefixList list =
              before.with(
                  before
                      .version(request.previousVersion())
                      .orElseThrow(() -> noVersion(request.previousVersion()))
                      .entries());
          NetworkTables.PREFIX_LISTS.put(transaction, place, list);
          changed(transaction, place, list.id());
          return RestoreManagedPrefixListVersionResponse.builder()
              .prefixList(describe(transaction, place, list))
              .build();
        });
  }

  /** All networks change whose routes or rules name the list. */
  private void changed(Transaction transaction, Place place, String id) {
    TreeSet<String> vpcs = new TreeSet<>();
    NetworkTables.ROUTE_TABLES
        .referring(transaction, place, id)
        .forEach(it -> vpcs.add(it.vpcId()));
    for (SecurityGroupRule rule : NetworkTables.RULES.referring(transaction, place, id)) {
      vpcs.add(NetworkTables.SECURITY_GROUPS.require(transaction, place, rule.groupId()).vpcId());
    }
    vpcs.forEach(it -> changes.changed(transaction, place, it));
  }

  private DeleteManagedPrefixListResponse delete(
      Call call, DeleteManagedPrefixListRequest request) {
    Place place = Place.of(call);
    return ground.transact(
        transaction -> {
          PrefixList list = requireOwn(transaction, place, request.prefixListId(), 0);
          if (References.exist(transaction, place, list.id(), ResourceKind.ROUTE_TABLE)
              || References.exist(
                  transaction, place, list.id(), ResourceKind.SECURITY_GROUP_RULE)) {
            throw Ec2Faults.of(
                "PrefixListInUse", "The prefix list %s is in use.".formatted(list.id()));
          }
          NetworkTables.PREFIX_LISTS.delete(transaction, place, list);
          return DeleteManagedPrefixListResponse.builder()
              .prefixList(
                  describe(transaction, place, list).toBuilder().state("delete-complete").build())
              .build();
        });
  }
}
