package dev.cloudjar.wire.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** How members were called before their service moved to another protocol. */
@FunctionalInterface
interface LegacyNames {

  /** No member was ever called anything else. */
  LegacyNames NONE = (pojo, member) -> null;

  /**
   * A member's former name; lists and maps are flattened under it.
   *
   * @param name of the member
   * @param keyName of the keys, where the member is a map
   * @param valueName of the values, where the member is a map
   */
  record Entry(String name, String keyName, String valueName) {}

  /** The former name of a member of a class or of its builder; null where it never changed. */
  @Nullable Entry of(SdkPojo pojo, Member member);

  /** A table by class and member in the model, such as {@code Message.Attributes}. */
  static LegacyNames table(Map<String, Entry> entries) {
    return (pojo, member) -> {
      Class<?> type = pojo.getClass();
      Class<?> owner = type.getEnclosingClass();
      return entries.get((owner == null ? type : owner).getSimpleName() + '.' + member.modelName);
    };
  }
}
