package dev.cloudjar.iam;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.cloud.Operations;
import dev.cloudjar.cloud.Principal;
import dev.cloudjar.cloud.Resource;
import dev.cloudjar.iam.device.SeedVault;
import dev.cloudjar.iam.device.Seeds;
import dev.cloudjar.store.Snapshot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.model.AssignmentStatusType;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.CreateVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeactivateMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.DeleteVirtualMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.EnableMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.GetMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesRequest;
import software.amazon.awssdk.services.iam.model.ListVirtualMfaDevicesResponse;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.ResyncMfaDeviceRequest;
import software.amazon.awssdk.services.iam.model.ResyncMfaDeviceResponse;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

/** Devices that show codes. */
final class MfaOperations {
  private static final int SEED_BYTES = 40;
  private static final String ROOT_USER = "root";

  private final IamStore store;
  private final IamResources resources;
  private final Ids ids;

  MfaOperations(IamStore store, IamResources resources, Ids ids) {
    this.store = store;
    this.resources = resources;
    this.ids = ids;
  }

  void register(Operations ops) {
    ops.on(CreateVirtualMfaDeviceRequest.class, CreateVirtualMfaDeviceResponse.class, this::create)
        .authorises(
            (call, it) ->
                IamResources.creation(
                    "iam:CreateVirtualMFADevice",
                    resources.fresh(call, Kind.MFA_DEVICE, it.path(), it.virtualMFADeviceName()),
                    TagOperations.map(it.tags()),
                    null));
    ops.on(DeleteVirtualMfaDeviceRequest.class, DeleteVirtualMfaDeviceResponse.class, this::delete)
        .authorises("iam:DeleteVirtualMFADevice", (call, it) -> device(call, it.serialNumber()));
    ops.on(EnableMfaDeviceRequest.class, EnableMfaDeviceResponse.class, this::enable)
        .authorises("iam:EnableMFADevice", (call, it) -> resources.user(call, it.userName()));
    ops.on(ResyncMfaDeviceRequest.class, ResyncMfaDeviceResponse.class, this::resync)
        .authorises("iam:ResyncMFADevice", (call, it) -> resources.user(call, it.userName()));
    ops.on(DeactivateMfaDeviceRequest.class, DeactivateMfaDeviceResponse.class, this::deactivate)
        .authorises("iam:DeactivateMFADevice", (call, it) -> resources.user(call, it.userName()));
    ops.on(GetMfaDeviceRequest.class, GetMfaDeviceResponse.class, this::get)
        .authorises("iam:GetMFADevice", (call, it) -> resources.user(call, it.userName()));
    ops.on(ListMfaDevicesRequest.class, ListMfaDevicesResponse.class, this::list)
        .authorises("iam:ListMFADevices", (call, it) -> resources.user(call, it.userName()));
    ops.on(
            ListVirtualMfaDevicesRequest.class,
            ListVirtualMfaDevicesResponse.class,
            this::listVirtual)
        .authorises(
            "iam:ListVirtualMFADevices",
            (call, it) -> resources.fresh(call, Kind.MFA_DEVICE, null, "*"));
  }

  private CreateVirtualMfaDeviceResponse create(Call call, CreateVirtualMfaDeviceRequest request) {
    String account = call.accountId();
    byte[] seed = ids.bytes(SEED_BYTES);
    String id = store.newId(Kind.MFA_DEVICE);
    MfaDevice device =
        new MfaDevice(
            Paths.checked(request.path()),
            request.virtualMFADeviceName(),
            id,
            IamStore.time(call),
            TagOperations.map(request.tags()),
            store.seeds().seal(id, seed, ids.bytes(SeedVault.NONCE_BYTES)),
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            Optional.empty());
    String shownAccount =
        store.change(
            account,
            transaction -> {
              MfaDevices.ALL.add(transaction, account, device);
              return Accounts.alias(transaction, account).orElse(account);
            });
    return CreateVirtualMfaDeviceResponse.builder()
        .virtualMFADevice(
            VirtualMFADevice.builder()
                .serialNumber(device.arn(account))
                .base32StringSeed(SdkBytes.fromUtf8String(Seeds.base32(seed)))
                .qrCodePNG(
                    SdkBytes.fromByteArray(
                        Seeds.picture(Seeds.uri(seed, device.name(), shownAccount))))
                .tags(device.tags().isEmpty() ? null : TagOperations.tags(device.tags()))
                .build())
        .build();
  }

  private DeleteVirtualMfaDeviceResponse delete(Call call, DeleteVirtualMfaDeviceRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          MfaDevice device =
              MfaDevices.requireVirtual(transaction, call.accountId(), request.serialNumber());
          if (device.ownerId().isPresent()) {
            throw IamFaults.deviceInUse();
          }
          MfaDevices.ALL.remove(transaction, call.accountId(), device);
          return device;
        });
    return DeleteVirtualMfaDeviceResponse.builder().build();
  }

  private EnableMfaDeviceResponse enable(Call call, EnableMfaDeviceRequest request) {
    String id = store.newId(Kind.MFA_DEVICE);
    store.change(
        call.accountId(),
        transaction -> {
          MfaDevice device =
              HardwareTokens.free(transaction, request.serialNumber(), id, IamStore.time(call))
                  .orElseGet(
                      () ->
                          MfaDevices.require(
                              transaction, call.accountId(), request.serialNumber()));
          if (device.ownerId().isPresent()) {
            throw IamFaults.exists("MFA Device already in use");
          }
          String owner = owner(transaction, call, request.userName(), device);
          MfaDevices.give(
              transaction,
              call.accountId(),
              device
                  .synchronised(
                      store.seeds(),
                      request.authenticationCode1(),
                      request.authenticationCode2(),
                      call.time())
                  .orElseThrow(IamFaults::invalidAuthenticationCode),
              owner,
              IamStore.time(call));
          return device;
        });
    return EnableMfaDeviceResponse.builder().build();
  }

  private ResyncMfaDeviceResponse resync(Call call, ResyncMfaDeviceRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          MfaDevice device =
              requireOf(transaction, call, request.userName(), request.serialNumber());
          MfaDevices.ALL.put(
              transaction,
              call.accountId(),
              device
                  .synchronised(
                      store.seeds(),
                      request.authenticationCode1(),
                      request.authenticationCode2(),
                      call.time())
                  .orElseThrow(IamFaults::invalidAuthenticationCode));
          return device;
        });
    return ResyncMfaDeviceResponse.builder().build();
  }

  private DeactivateMfaDeviceResponse deactivate(Call call, DeactivateMfaDeviceRequest request) {
    store.change(
        call.accountId(),
        transaction -> {
          MfaDevice device =
              requireOf(transaction, call, request.userName(), request.serialNumber());
          MfaDevices.takeBack(
              transaction, call.accountId(), device, device.ownerId().orElseThrow());
          return device;
        });
    return DeactivateMfaDeviceResponse.builder().build();
  }

  private GetMfaDeviceResponse get(Call call, GetMfaDeviceRequest request) {
    return store.read(
        snapshot -> {
          MfaDevice device = MfaDevices.require(snapshot, call.accountId(), request.serialNumber());
          if (request.userName() != null) {
            requireOf(snapshot, call, request.userName(), request.serialNumber());
          }
          return GetMfaDeviceResponse.builder()
              .serialNumber(request.serialNumber())
              .userName(user(snapshot, call, device).map(User::name).orElse(null))
              .enableDate(device.enabled().orElse(null))
              .build();
        });
  }

  private ListMfaDevicesResponse list(Call call, ListMfaDevicesRequest request) {
    return store.read(
        snapshot -> {
          boolean root = request.userName() == null && call.principal() instanceof Principal.Root;
          User user = root ? null : UserOperations.requireNamed(snapshot, call, request.userName());
          List<MfaDevice> all =
              MfaDevices.ofOwner(
                  snapshot, call.accountId(), user == null ? call.accountId() : user.id());
          var page = new Paging(request.marker(), request.maxItems()).of(all);
          return ListMfaDevicesResponse.builder()
              .mfaDevices(
                  page.map(
                          it ->
                              MFADevice.builder()
                                  .userName(user == null ? "" : user.name())
                                  .serialNumber(it.serialNumber(call.accountId()))
                                  .enableDate(it.enabled().orElse(null))
                                  .build())
                      .items())
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private ListVirtualMfaDevicesResponse listVirtual(
      Call call, ListVirtualMfaDevicesRequest request) {
    AssignmentStatusType status = request.assignmentStatus();
    return store.read(
        snapshot -> {
          var page =
              MfaDevices.ALL.list(
                  snapshot,
                  call.accountId(),
                  Paths.prefix(null),
                  new Paging(request.marker(), request.maxItems()),
                  it ->
                      it.hardware().isEmpty()
                          && (status == null
                              || status == AssignmentStatusType.ANY
                              || (status == AssignmentStatusType.ASSIGNED)
                                  == it.ownerId().isPresent()));
          return ListVirtualMfaDevicesResponse.builder()
              .virtualMFADevices(page.map(it -> shown(snapshot, call, it)).items())
              .isTruncated(page.isTruncated())
              .marker(page.marker())
              .build();
        });
  }

  private static VirtualMFADevice shown(Snapshot snapshot, Call call, MfaDevice device) {
    boolean ofRoot = device.ownerId().equals(Optional.of(call.accountId()));
    return VirtualMFADevice.builder()
        .serialNumber(device.arn(call.accountId()))
        .enableDate(device.enabled().orElse(null))
        .user(
            ofRoot
                ? UserOperations.root(new Principal.Root(call.accountId()))
                : user(snapshot, call, device)
                    .map(it -> UserOperations.brief(call.accountId(), it))
                    .orElse(null))
        .build();
  }

  private static Optional<User> user(Snapshot snapshot, Call call, MfaDevice device) {
    return device
        .ownerId()
        .flatMap(owner -> IamStore.USERS.byId(snapshot, call.accountId(), owner));
  }

  private static MfaDevice requireOf(
      Snapshot snapshot, Call call, @Nullable String userName, String serialNumber) {
    MfaDevice device = MfaDevices.require(snapshot, call.accountId(), serialNumber);
    if (!device.ownerId().equals(Optional.of(owner(snapshot, call, userName, device)))) {
      throw IamFaults.noDevice(serialNumber);
    }
    return device;
  }

  /** Whose a device is or is to be. */
  private static String owner(
      Snapshot snapshot, Call call, @Nullable String userName, MfaDevice device) {
    return call.principal() instanceof Principal.Root root
            && isForRoot(snapshot, root.accountId(), userName, device)
        ? root.accountId()
        : UserOperations.requireNamed(snapshot, call, userName).id();
  }

  /** The root's virtual device is known by its name; a token, by a user name that no user has. */
  private static boolean isForRoot(
      Snapshot snapshot, String accountId, @Nullable String userName, MfaDevice device) {
    if (userName == null && device.ownerId().equals(Optional.of(accountId))) {
      return true;
    }
    return device.hardware().isEmpty()
        ? device.name().equals(MfaDevices.ROOT_DEVICE)
        : ROOT_USER.equals(userName)
            && IamStore.USERS.find(snapshot, accountId, ROOT_USER).isEmpty();
  }

  private Resource device(Call call, String serialNumber) {
    return store
        .read(snapshot -> MfaDevices.find(snapshot, call.accountId(), serialNumber))
        .map(it -> IamResources.resource(call, it))
        .orElseGet(() -> new Resource(serialNumber, call.accountId()));
  }
}
