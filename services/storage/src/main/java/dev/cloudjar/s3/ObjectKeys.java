package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.s3.content.ContentKey;
import dev.cloudjar.store.KeyValueStore;
import dev.cloudjar.store.Snapshot;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Finds the keys under which the content of objects is sealed. */
final class ObjectKeys {
  private static final int SALT_BYTES = 16;
  private static final int ETAG_BYTES = 16;
  private static final int SECRET_BYTES = 32;

  private final KeyValueStore store;
  private final Ids ids;
  private final BucketDirectory directory;
  private final ConfigurationStore configurations;
  private final ContentKey managed;
  private final DataKeyOperations dataKeys;

  /**
   * @param managed S3's own key
   */
  ObjectKeys(
      KeyValueStore store,
      Ids ids,
      BucketDirectory directory,
      ConfigurationStore configurations,
      ContentKey managed,
      DataKeyOperations dataKeys) {
    this.store = store;
    this.ids = ids;
    this.directory = directory;
    this.configurations = configurations;
    this.managed = managed;
    this.dataKeys = dataKeys;
  }

  /** How a new object is sealed. */
  record Sealing(Encryption encryption, ContentKey key) {}

  /** How the object is to be sealed that {@code request} writes to a bucket. */
  Sealing ofNew(Call call, SdkPojo request, String bucketName, String objectKey) {
    EncryptionRequest asked = EncryptionRequest.of(request);
    CustomerKey key = CustomerKey.of(call, request, "", true);
    if (key != null) {
      return underCustomerKey(call, request, bucketName, asked, key);
    }
    if (Encryption.AES256.equals(asked.algorithm())) {
      return new Sealing(Encryption.managed(), managed);
    }
    Place place =
        store.read(
            snapshot -> {
              Bucket bucket = bucket(snapshot, call, request, bucketName);
              return new Place(
                  bucket, BucketEncryption.byDefault(configurations, snapshot, bucket));
            });
    DataKeyOperations.Wanted wanted = wanted(asked, place.byDefault());
    if (wanted == null) {
      return new Sealing(Encryption.managed(), managed);
    }
    BucketKeys.BucketKey made = dataKeys.make(call, place.bucket(), objectKey, wanted);
    return new Sealing(made.encryption(), contentKey(made.encryption(), made.secret()));
  }

  private record Place(Bucket bucket, BucketEncryption.ByDefault byDefault) {}

  /** What KMS is asked for; null where nothing. */
  private static DataKeyOperations.@Nullable Wanted wanted(
      EncryptionRequest asked, BucketEncryption.ByDefault byDefault) {
    String algorithm = asked.byKms() ? asked.algorithm() : byDefault.algorithm();
    if (algorithm == null || algorithm.equals(Encryption.AES256)) {
      return null;
    }
    Boolean bucketKey = asked.bucketKey();
    return new DataKeyOperations.Wanted(
        algorithm,
        asked.byKms() ? asked.keyId() : byDefault.keyId(),
        asked.context(),
        algorithm.equals(Encryption.KMS)
            && (bucketKey == null ? byDefault.bucketKey() : bucketKey));
  }

  private Sealing underCustomerKey(
      Call call, SdkPojo request, String bucketName, EncryptionRequest asked, CustomerKey key) {
    if (asked.algorithm() != null) {
      throw EncryptionFaults.incompatible(asked.algorithm());
    }
    store.read(
        snapshot -> {
          Bucket bucket = bucket(snapshot, call, request, bucketName);
          if (BucketEncryption.blocksCustomerKeys(configurations, snapshot, bucket)) {
            throw S3Faults.accessDenied();
          }
          return bucket;
        });
    return new Sealing(key.proof(ids.bytes(SALT_BYTES)), key.contentKey());
  }

  private Bucket bucket(Snapshot snapshot, Call call, SdkPojo request, String name) {
    return directory.require(snapshot, call, name, Members.text(request, "ExpectedBucketOwner"));
  }

  /** Runs what reads objects, whose keys KMS may have to open first. */
  <T> T opening(Call call, Function<OpenedKeys, T> body) {
    return OpenedKeys.with(encryption -> dataKeys.open(call, encryption), body);
  }

  /** Refuses a request that brings not the key that its object needs, or one too many. */
  void check(Call call, SdkPojo request, Encryption encryption) {
    checked(encryption, CustomerKey.of(call, request, "", false));
  }

  /** The key of an object that is read. */
  ContentKey ofRead(Call call, SdkPojo request, Encryption encryption, OpenedKeys opened) {
    return ofRead(encryption, CustomerKey.of(call, request, "", false), opened);
  }

  /** The key of an object that is copied from. */
  ContentKey ofSource(Call call, SdkPojo request, Encryption encryption, OpenedKeys opened) {
    return ofRead(encryption, CustomerKey.of(call, request, CustomerKey.OF_SOURCE, false), opened);
  }

  private ContentKey ofRead(Encryption encryption, @Nullable CustomerKey sent, OpenedKeys opened) {
    CustomerKey right = checked(encryption, sent);
    if (right != null) {
      return right.contentKey();
    }
    return encryption instanceof Encryption.KeyService service
        ? contentKey(service, opened.of(service))
        : managed;
  }

  /** The customer's key, which is the right one; null where none is needed. */
  private static @Nullable CustomerKey checked(Encryption encryption, @Nullable CustomerKey sent) {
    if (!(encryption instanceof Encryption.Customer kept)) {
      if (sent != null) {
        throw EncryptionFaults.notApplicable();
      }
      return null;
    }
    if (sent == null) {
      throw EncryptionFaults.keyNeeded();
    }
    if (!sent.is(kept)) {
      throw S3Faults.accessDenied();
    }
    return sent;
  }

  /** The key of a part of an upload. */
  ContentKey ofPart(Call call, SdkPojo request, Encryption encryption) {
    CustomerKey sent = CustomerKey.of(call, request, "", true);
    if (!(encryption instanceof Encryption.Customer kept)) {
      if (sent != null) {
        throw EncryptionFaults.keyOfUploadNeeded();
      }
      return encryption instanceof Encryption.KeyService service
          ? contentKey(service, dataKeys.open(call, service))
          : managed;
    }
    if (sent == null) {
      throw EncryptionFaults.keyOfUploadNeeded();
    }
    if (!sent.is(kept)) {
      throw EncryptionFaults.otherKeyThanUpload();
    }
    return sent.contentKey();
  }

  /** Has KMS say that whoever completes an upload may read its parts, as AWS must do. */
  void checkCompletion(Call call, Encryption encryption) {
    if (encryption instanceof Encryption.KeyService service) {
      dataKeys.open(call, service);
    }
  }

  /**
   * How a copy of an object in another bucket is sealed, and what it was sealed under.
   *
   * @param original the key of the original
   */
  record Resealing(ContentKey original, Sealing copy) {}

  /**
   * The keys of a copy that is made for no request: as the original's, but under a key of its own
   * where the original's is KMS's.
   *
   * @param from the call that may open the original
   * @param keyId by which KMS knows the copy's key; null for the one that S3 has
   * @param to the call that may seal the copy
   */
  Resealing ofReplica(
      Call from,
      Call to,
      Encryption encryption,
      Bucket bucket,
      String objectKey,
      @Nullable String keyId) {
    if (!(encryption instanceof Encryption.KeyService service)) {
      return new Resealing(managed, new Sealing(encryption, managed));
    }
    ContentKey original = contentKey(service, dataKeys.open(from, service));
    byte[] secret = ids.bytes(SECRET_BYTES);
    Encryption.KeyService sealed =
        dataKeys.seal(
            to,
            bucket,
            objectKey,
            service.algorithm(),
            keyId == null ? "alias/aws/s3" : keyId,
            secret);
    return new Resealing(original, new Sealing(sealed, contentKey(sealed, secret)));
  }

  private ContentKey contentKey(Encryption.KeyService encryption, byte[] secret) {
    ContentKey key = new ContentKey(secret);
    return encryption.hasTwoLayers() ? key.under(managed) : key;
  }

  /** The ETag of content, which is its MD5 only under S3's own key: others' it would betray. */
  String etag(Encryption encryption, String md5) {
    return encryption instanceof Encryption.Managed
        ? md5
        : HexFormat.of().formatHex(ids.bytes(ETAG_BYTES));
  }
}
