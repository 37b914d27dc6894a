package dev.cloudjar.ec2.keypair;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.ec2.ground.Ec2Faults;
import dev.cloudjar.ec2.ground.Ec2Operations;
import dev.cloudjar.ec2.ground.Ground;
import dev.cloudjar.ec2.ground.Listing;
import dev.cloudjar.ec2.ground.Place;
import dev.cloudjar.ec2.ground.ResourceKind;
import dev.cloudjar.ec2.ground.ResourceTags;
import dev.cloudjar.ec2.ground.TagOperations;
import dev.cloudjar.store.Snapshot;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsResponse;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.KeyPairInfo;

/** Makes, imports, describes and deletes key pairs. */
public final class KeyPairOperations {
  private static final int LONGEST_NAME = 255;

  private final Ground ground;
  private final SecureRandom random = new SecureRandom();
  private final Listing<KeyPairRow> listing =
      new Listing<>(KeyPairs.TABLE)
          .by("key-pair-id", KeyPairRow::id)
          .by("key-name", KeyPairRow::name)
          .by("fingerprint", KeyPairRow::fingerprint);

  public KeyPairOperations(Ground ground) {
    this.ground = ground;
  }

  public void register(Ec2Operations ops) {
    ops.onAll(
        CreateKeyPairRequest.class,
        CreateKeyPairResponse.class,
        (call, it) -> List.of(resource(it.keyName())),
        this::create);
    ops.onAll(
        ImportKeyPairRequest.class,
        ImportKeyPairResponse.class,
        (call, it) -> List.of(resource(it.keyName())),
        this::importKey);
    ops.onAll(
        DeleteKeyPairRequest.class,
        DeleteKeyPairResponse.class,
        (call, it) -> resources(call, it),
        this::delete);
    ops.on(DescribeKeyPairsRequest.class, DescribeKeyPairsResponse.class, this::describe);
  }

  private static String resource(@Nullable String name) {
    return "key-pair/" + (name == null ? "*" : name);
  }

  private List<String> resources(Call call, DeleteKeyPairRequest request) {
    return ground
        .read(snapshot -> find(snapshot, Place.of(call), request))
        .map(KeyPairRow::id)
        .map(List::of)
        .orElse(List.of());
  }

  private CreateKeyPairResponse create(Call call, CreateKeyPairRequest request) {
    checkName(request.keyName());
    String type = request.keyTypeAsString() == null ? "rsa" : request.keyTypeAsString();
    if (!type.equals(KeyMaterial.TYPE_RSA) && !type.equals(KeyMaterial.TYPE_ED25519)) {
      throw Ec2Faults.invalidParameterValue("Invalid value '%s' for keyType.".formatted(type));
    }
    String format = request.keyFormatAsString() == null ? "pem" : request.keyFormatAsString();
    if (!format.equals("pem")) {
      throw Ec2Faults.unsupportedOperation("Cloudjar gives private keys as pem only.");
    }
    KeyMaterial.Made made = KeyMaterial.make(type, random);
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.KEY_PAIR);
    KeyPairRow pair = put(call, request.keyName(), made.material(), tags);
    return CreateKeyPairResponse.builder()
        .keyPairId(pair.id())
        .keyName(pair.name())
        .keyFingerprint(pair.fingerprint())
        .keyMaterial(made.privateKey())
        .tags(TagOperations.tags(tags))
        .build();
  }

  private ImportKeyPairResponse importKey(Call call, ImportKeyPairRequest request) {
    checkName(request.keyName());
    if (request.publicKeyMaterial() == null) {
      throw Ec2Faults.missingParameter("publicKeyMaterial");
    }
    KeyMaterial material;
    try {
      material = KeyMaterial.read(request.publicKeyMaterial().asByteArray());
    } catch (IllegalArgumentException e) {
      throw Ec2Faults.of("InvalidKey.Format", "Key is not in valid OpenSSH public key format");
    }
    Map<String, String> tags =
        TagOperations.atCreation(request.tagSpecifications(), ResourceKind.KEY_PAIR);
    KeyPairRow pair = put(call, request.keyName(), material, tags);
    return ImportKeyPairResponse.builder()
        .keyPairId(pair.id())
        .keyName(pair.name())
        .keyFingerprint(pair.fingerprint())
        .tags(TagOperations.tags(tags))
        .build();
  }

  private KeyPairRow put(Call call, String name, KeyMaterial material, Map<String, String> tags) {
    KeyPairRow pair =
        new KeyPairRow(
            ground.ids().next(ResourceKind.KEY_PAIR),
            name,
            material.type(),
            material.openSsh() + " " + name,
            material.fingerprint(),
            call.time());
    Place place = Place.of(call);
    ground.transact(
        transaction -> {
          KeyPairs.put(transaction, place, pair);
          ResourceTags.add(transaction, place, pair.id(), tags);
          return true;
        });
    return pair;
  }

  private static void checkName(@Nullable String name) {
    if (name == null) {
      throw Ec2Faults.missingParameter("KeyName");
    }
    if (name.isBlank() || name.length() > LONGEST_NAME || !name.equals(name.strip())) {
      throw Ec2Faults.invalidParameterValue(
          "Invalid value '%s' for keyPairName. It must not exceed %d characters, and have no spaces"
                  .formatted(name, LONGEST_NAME)
              + " at either end.");
    }
  }

  private DeleteKeyPairResponse delete(Call call, DeleteKeyPairRequest request) {
    Place place = Place.of(call);
    if (request.keyName() == null && request.keyPairId() == null) {
      throw Ec2Faults.missingParameter("KeyName");
    }
    Optional<KeyPairRow> deleted =
        ground.transact(
            transaction -> {
              Optional<KeyPairRow> pair = find(transaction, place, request);
              pair.ifPresent(it -> KeyPairs.delete(transaction, place, it));
              return pair;
            });
    // Deleting what isn't there is no mistake.
    return DeleteKeyPairResponse.builder()
        .returnValue(true)
        .keyPairId(deleted.map(KeyPairRow::id).orElse(null))
        .build();
  }

  private static Optional<KeyPairRow> find(
      Snapshot snapshot, Place place, DeleteKeyPairRequest request) {
    if (request.keyName() != null) {
      return KeyPairs.named(snapshot, place, request.keyName());
    }
    return Optional.ofNullable(request.keyPairId())
        .map(id -> KeyPairs.TABLE.find(snapshot, place, id));
  }

  private DescribeKeyPairsResponse describe(Call call, DescribeKeyPairsRequest request) {
    Place place = Place.of(call);
    boolean whole = Boolean.TRUE.equals(request.includePublicKey());
    return ground.read(
        snapshot -> {
          List<String> ids = new ArrayList<>(request.keyPairIds());
          request.keyNames().forEach(it -> ids.add(KeyPairs.require(snapshot, place, it).id()));
          var page =
              listing.page(
                  snapshot, place, Ec2Operations.selection(ids, request.filters(), null, null));
          return DescribeKeyPairsResponse.builder()
              .keyPairs(
                  page.items().stream().map(it -> describe(snapshot, place, it, whole)).toList())
              .build();
        });
  }

  private static KeyPairInfo describe(
      Snapshot snapshot, Place place, KeyPairRow pair, boolean whole) {
    return KeyPairInfo.builder()
        .keyPairId(pair.id())
        .keyName(pair.name())
        .keyType(pair.type())
        .keyFingerprint(pair.fingerprint())
        .createTime(pair.created())
        .publicKey(whole ? pair.openSsh() : null)
        .tags(TagOperations.tags(snapshot, place, pair.id()))
        .build();
  }
}
