package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Ids;
import dev.cloudjar.s3.content.ContentKey;
import dev.cloudjar.store.KeyValueStore;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Finds the keys under which the content of objects is sealed. */
final class ObjectKeys {
  private static final int SALT_BYTES = 16;
  private static final int ETAG_BYTES = 16;

  private final KeyValueStore store;
  private final Ids ids;
  private final BucketDirectory directory;
  private final ConfigurationStore configurations;
  private final ContentKey managed;

  /**
   * @param managed S3's own key
   */
  ObjectKeys(
      KeyValueStore store,
      Ids ids,
      BucketDirectory directory,
      ConfigurationStore configurations,
      ContentKey managed) {
    this.store = store;
    this.ids = ids;
    this.directory = directory;
    this.configurations = configurations;
    this.managed = managed;
  }

  /** How a new object is sealed. */
  record Sealing(Encryption encryption, ContentKey key) {}

  /** How the object is to be sealed that {@code request} writes to a bucket. */
  Sealing ofNew(Call call, SdkPojo request, String bucketName) {
    String asked = asked(request);
    CustomerKey key = CustomerKey.of(call, request, "", true);
    if (key == null) {
      return new Sealing(Encryption.managed(), managed);
    }
    if (asked != null) {
      throw EncryptionFaults.incompatible(asked);
    }
    store.read(
        snapshot -> {
          Bucket bucket =
              directory.require(
                  snapshot, call, bucketName, Members.text(request, "ExpectedBucketOwner"));
          if (BucketEncryption.blocksCustomerKeys(configurations, snapshot, bucket)) {
            throw S3Faults.accessDenied();
          }
          return bucket;
        });
    return new Sealing(key.proof(ids.bytes(SALT_BYTES)), key.contentKey());
  }

  private static @Nullable String asked(SdkPojo request) {
    String asked = Members.text(request, "ServerSideEncryption");
    if (Members.text(request, "SSEKMSKeyId") != null
        || (asked != null && asked.startsWith("aws:"))) {
      throw S3Faults.notImplemented("x-amz-server-side-encryption");
    }
    if (asked != null && !asked.equals(Encryption.AES256)) {
      throw EncryptionFaults.unknownMethod(asked);
    }
    return asked;
  }

  /** The key of an object that is read. */
  ContentKey ofRead(Call call, SdkPojo request, Encryption encryption) {
    return ofRead(encryption, CustomerKey.of(call, request, "", false));
  }

  /** The key of an object that is copied from. */
  ContentKey ofSource(Call call, SdkPojo request, Encryption encryption) {
    return ofRead(encryption, CustomerKey.of(call, request, CustomerKey.OF_SOURCE, false));
  }

  private ContentKey ofRead(Encryption encryption, @Nullable CustomerKey sent) {
    if (!(encryption instanceof Encryption.Customer kept)) {
      if (sent != null) {
        throw EncryptionFaults.notApplicable();
      }
      return managed;
    }
    if (sent == null) {
      throw EncryptionFaults.keyNeeded();
    }
    if (!sent.is(kept)) {
      throw S3Faults.accessDenied();
    }
    return sent.contentKey();
  }

  /** The key of a part of an upload. */
  ContentKey ofPart(Call call, SdkPojo request, Encryption encryption) {
    CustomerKey sent = CustomerKey.of(call, request, "", true);
    if (!(encryption instanceof Encryption.Customer kept)) {
      if (sent != null) {
        throw EncryptionFaults.keyOfUploadNeeded();
      }
      return managed;
    }
    if (sent == null) {
      throw EncryptionFaults.keyOfUploadNeeded();
    }
    if (!sent.is(kept)) {
      throw EncryptionFaults.otherKeyThanUpload();
    }
    return sent.contentKey();
  }

  /** The ETag of content, which is its MD5 only under S3's own key: others' it would betray. */
  String etag(Encryption encryption, String md5) {
    return encryption instanceof Encryption.Managed
        ? md5
        : HexFormat.of().formatHex(ids.bytes(ETAG_BYTES));
  }
}
