package dev.cloudjar.kms;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Identities;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.kms.crypto.KeySpec;
import dev.cloudjar.store.KeyValueStore;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.GrantConstraints;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.ListGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsRequest;
import software.amazon.awssdk.services.kms.model.ListRetirableGrantsResponse;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantResponse;
import software.amazon.awssdk.services.kms.model.RevokeGrantRequest;
import software.amazon.awssdk.services.kms.model.RevokeGrantResponse;

/** Gives others leave to use keys, and takes it back. */
final class GrantOperations {
  private static final int ID_LETTERS = 64;
  private static final int USUAL_PAGE = 50;
  private static final int LONGEST_PAGE = 100;
  private static final Pattern PRINCIPAL =
      Pattern.compile(
          "arn:aws[a-z-]*:(?:iam::[0-9]{12}:(?:root|user/.+|role/.+)"
              + "|sts::[0-9]{12}:(?:assumed-role/.+/.+|federated-user/.+))"
              + "|[a-z0-9.-]+\\.amazonaws\\.com");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{" + ID_LETTERS + "}");

  private final KeyValueStore store;
  private final Ids ids;
  private final Identities identities;
  private final KeyFinder finder;
  private final GrantTokens tokens;

  GrantOperations(
      KeyValueStore store, Ids ids, Identities identities, KeyFinder finder, GrantTokens tokens) {
    this.store = store;
    this.ids = ids;
    this.identities = identities;
    this.finder = finder;
    this.tokens = tokens;
  }

  CreateGrantResponse create(Call call, CreateGrantRequest request) {
    tokens.check(request.grantTokens());
    KeyFinder.Found found = finder.byIdOrArn(call, request.keyId());
    KeyRules.requireEnabled(found);
    Grant wanted = grant(call, request);
    check(found, wanted);
    if (Boolean.TRUE.equals(request.dryRun())) {
      throw KmsFaults.dryRun();
    }
    Grant made =
        store.transact(
            transaction -> {
              KeyRules.requireEnabled(found.id(), KeyStore.require(transaction, found.id()));
              Optional<Grant> same =
                  wanted.name().isEmpty()
                      ? Optional.empty()
                      : GrantStore.ofGrantee(
                              transaction, found.id(), wanted.grantee(), "", Integer.MAX_VALUE)
                          .stream()
                          .map(GrantStore.Found::grant)
                          .filter(wanted::isLike)
                          .findFirst();
              if (same.isPresent()) {
                return same.get();
              }
              GrantStore.put(transaction, found.id(), wanted);
              return wanted;
            });
    return CreateGrantResponse.builder()
        .grantId(made.id())
        .grantToken(tokens.write(new GrantStore.GrantId(found.id(), made.id())))
        .build();
  }

  private Grant grant(Call call, CreateGrantRequest request) {
    return new Grant(
        ids.text(ID_LETTERS, "0123456789abcdef"),
        Optional.ofNullable(request.name()),
        known(request.granteePrincipal()),
        Optional.ofNullable(request.retiringPrincipal()).map(this::known),
        request.operationsAsStrings().stream().distinct().sorted().toList(),
        constraints(request.constraints()),
        call.time().truncatedTo(ChronoUnit.MILLIS),
        KmsArns.root(call.principal().accountId(), call.region()));
  }

  /** What a request for a grant asks for, as far as it matters for leave to make it. */
  static Grant.Child child(CreateGrantRequest request) {
    return new Grant.Child(request.operationsAsStrings(), constraints(request.constraints()));
  }

  static Grant.Constraints constraints(@Nullable GrantConstraints constraints) {
    return constraints == null
        ? Grant.Constraints.NONE
        : new Grant.Constraints(
            context(
                constraints.hasEncryptionContextEquals(), constraints.encryptionContextEquals()),
            context(
                constraints.hasEncryptionContextSubset(), constraints.encryptionContextSubset()));
  }

  private static Optional<Map<String, String>> context(
      boolean present, Map<String, String> context) {
    return present ? Optional.of(Map.copyOf(context)) : Optional.empty();
  }

  /** A principal that is there, as far as there is somebody who knows. */
  private String known(String name) {
    if (!identities.source().map(it -> it.knows(principal(name))).orElse(true)) {
      throw KmsFaults.invalidArn("ARN does not refer to a valid principal: " + name);
    }
    return principal(name);
  }

  private static String principal(String name) {
    if (!PRINCIPAL.matcher(name).matches()) {
      throw KmsFaults.invalidArn("ARN does not refer to a valid principal: " + name);
    }
    return name;
  }

  private static void check(KeyFinder.Found found, Grant grant) {
    Set<String> possible = possible(found.key());
    for (String operation : grant.operations()) {
      if (!possible.contains(operation)) {
        throw KmsFaults.validation(
            "Operation "
                + operation
                + " is not supported in a grant for a KMS key with key spec "
                + found.key().spec()
                + " and key usage "
                + found.key().usage()
                + ".");
      }
    }
    if (!grant.constraints().equals(Grant.Constraints.NONE)
        && found.key().spec() != KeySpec.SYMMETRIC_DEFAULT) {
      throw KmsFaults.validation(
          "Grant constraints are supported for symmetric encryption KMS keys only.");
    }
  }

  private static Set<String> possible(Key key) {
    Set<String> possible = new HashSet<>(Set.of("CreateGrant", "RetireGrant", "DescribeKey"));
    switch (key.usage()) {
      case ENCRYPT_DECRYPT -> {
        possible.addAll(List.of("Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo"));
        if (key.spec() == KeySpec.SYMMETRIC_DEFAULT) {
          possible.addAll(
              List.of(
                  "GenerateDataKey",
                  "GenerateDataKeyWithoutPlaintext",
                  "GenerateDataKeyPair",
                  "GenerateDataKeyPairWithoutPlaintext"));
        }
      }
      case SIGN_VERIFY -> possible.addAll(List.of("Sign", "Verify"));
      case GENERATE_VERIFY_MAC -> possible.addAll(List.of("GenerateMac", "VerifyMac"));
      case KEY_AGREEMENT -> possible.add("DeriveSharedSecret");
    }
    if (!key.spec().isSymmetric()) {
      possible.add("GetPublicKey");
    }
    return possible;
  }

  // ---- lists -----------------------------------------------------------------------------------

  ListGrantsResponse list(Call call, ListGrantsRequest request) {
    KeyId id = finder.byIdOrArn(call, request.keyId()).id();
    int limit = Markers.limit(request.limit(), USUAL_PAGE, LONGEST_PAGE);
    String after = Markers.read(request.marker());
    String grantee = request.granteePrincipal();
    String grantId = request.grantId();
    List<GrantStore.Found> found =
        store.read(
            snapshot -> {
              if (grantId != null) {
                GrantStore.GrantId one = new GrantStore.GrantId(id, checked(grantId));
                Grant grant = GrantStore.find(snapshot, one);
                return grant == null || (grantee != null && !grantee.equals(grant.grantee()))
                    ? List.of()
                    : List.of(new GrantStore.Found(one, grant));
              }
              return grantee != null
                  ? GrantStore.ofGrantee(snapshot, id, grantee, after, limit + 1)
                  : GrantStore.ofKey(snapshot, id, after, limit + 1);
            });
    List<GrantStore.Found> page = Markers.page(found, limit);
    boolean truncated = found.size() > limit;
    return ListGrantsResponse.builder()
        .grants(page.stream().map(GrantOperations::entry).toList())
        .truncated(truncated)
        .nextMarker(truncated ? Markers.write(page.getLast().id().id()) : null)
        .build();
  }

  ListRetirableGrantsResponse listRetirable(Call call, ListRetirableGrantsRequest request) {
    int limit = Markers.limit(request.limit(), USUAL_PAGE, LONGEST_PAGE);
    GrantStore.GrantId after = after(call, request.marker());
    String retiring = principal(request.retiringPrincipal());
    List<GrantStore.Found> found =
        store.read(
            snapshot -> GrantStore.ofRetiring(snapshot, retiring, call.region(), after, limit + 1));
    List<GrantStore.Found> page = Markers.page(found, limit);
    boolean truncated = found.size() > limit;
    return ListRetirableGrantsResponse.builder()
        .grants(page.stream().map(GrantOperations::entry).toList())
        .truncated(truncated)
        .nextMarker(truncated ? marker(page.getLast().id()) : null)
        .build();
  }

  private static String marker(GrantStore.GrantId id) {
    return Markers.write(id.key().accountId(), id.key().id(), id.id());
  }

  private static GrantStore.@Nullable GrantId after(Call call, @Nullable String marker) {
    if (marker == null) {
      return null;
    }
    List<String> parts = Markers.read(marker, 3);
    return new GrantStore.GrantId(
        new KeyId(parts.get(0), call.region(), parts.get(1)), parts.get(2));
  }

  private static GrantListEntry entry(GrantStore.Found found) {
    Grant grant = found.grant();
    Grant.Constraints constraints = grant.constraints();
    return GrantListEntry.builder()
        .keyId(found.id().key().arn())
        .grantId(grant.id())
        .name(grant.name().orElse(""))
        .creationDate(grant.created())
        .granteePrincipal(grant.grantee())
        .retiringPrincipal(grant.retiring().orElse(null))
        .issuingAccount(grant.issuer())
        .operationsWithStrings(grant.operations())
        .constraints(
            constraints.equals(Grant.Constraints.NONE)
                ? null
                : GrantConstraints.builder()
                    .encryptionContextEquals(constraints.equal().orElse(null))
                    .encryptionContextSubset(constraints.subset().orElse(null))
                    .build())
        .build();
  }

  // ---- the end of a grant ----------------------------------------------------------------------

  RetireGrantResponse retire(Call call, RetireGrantRequest request) {
    remove(retired(call, request), Boolean.TRUE.equals(request.dryRun()));
    return RetireGrantResponse.builder().build();
  }

  /** The grant that is to be retired, by its token or by its id. */
  GrantStore.GrantId retired(Call call, RetireGrantRequest request) {
    if (request.grantToken() != null) {
      if (request.grantId() != null || request.keyId() != null) {
        throw KmsFaults.validation(
            "You must specify either a grant token, or a grant ID and a key ID.");
      }
      return tokens.read(request.grantToken());
    }
    if (request.grantId() == null || request.keyId() == null) {
      throw KmsFaults.validation(
          "You must specify either a grant token, or a grant ID and a key ID.");
    }
    return new GrantStore.GrantId(
        finder.byIdOrArn(call, request.keyId()).id(), checked(request.grantId()));
  }

  RevokeGrantResponse revoke(Call call, RevokeGrantRequest request) {
    KeyId id = finder.byIdOrArn(call, request.keyId()).id();
    remove(
        new GrantStore.GrantId(id, checked(request.grantId())),
        Boolean.TRUE.equals(request.dryRun()));
    return RevokeGrantResponse.builder().build();
  }

  private void remove(GrantStore.GrantId id, boolean dryRun) {
    store.transact(
        transaction -> {
          Grant grant = GrantStore.find(transaction, id);
          if (grant == null) {
            throw KmsFaults.grantNotFound(id.id());
          }
          if (dryRun) {
            throw KmsFaults.dryRun();
          }
          GrantStore.delete(transaction, id.key(), grant);
          return true;
        });
  }

  private static String checked(String grantId) {
    if (!ID.matcher(grantId).matches()) {
      throw KmsFaults.invalidGrantId();
    }
    return grantId;
  }
}
