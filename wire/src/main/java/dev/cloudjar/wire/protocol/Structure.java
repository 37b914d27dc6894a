package dev.cloudjar.wire.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** The members of a structure, planned once per class of the SDK. */
final class Structure {
  private static final Map<Class<?>, Structure> KNOWN = new ConcurrentHashMap<>();

  /** All members, in the order of the model. */
  final List<Member> members;

  /** The members that stand in the body, in the order of the model. */
  final List<Member> body;

  /** The member that is the body; null where the body holds the members. */
  final @Nullable Member payload;

  private final Map<String, Member> byName;
  private final Map<String, Member> byModelName;

  private Structure(List<SdkField<?>> fields) {
    List<Member> all = new ArrayList<>(fields.size());
    List<Member> inBody = new ArrayList<>(fields.size());
    Map<String, Member> names = HashMap.newHashMap(fields.size());
    Map<String, Member> modelNames = HashMap.newHashMap(fields.size());
    Member whole = null;
    for (SdkField<?> field : fields) {
      Member member = new Member(field);
      all.add(member);
      if (member.payload) {
        whole = member;
      } else if (member.location == MarshallLocation.PAYLOAD) {
        inBody.add(member);
        names.put(member.name, member);
        modelNames.put(member.modelName, member);
      }
    }
    members = List.copyOf(all);
    body = List.copyOf(inBody);
    byName = names;
    byModelName = modelNames;
    payload = whole;
  }

  /** The plan of an object or a builder of an object. */
  static Structure of(SdkPojo pojo) {
    Structure known = KNOWN.get(pojo.getClass());
    return known != null ? known : plan(pojo);
  }

  private static Structure plan(SdkPojo pojo) {
    Structure made = new Structure(pojo.sdkFields());
    Structure earlier = KNOWN.putIfAbsent(pojo.getClass(), made);
    return earlier == null ? made : earlier;
  }

  /** A member of the body by its name on the wire. */
  @Nullable Member byName(String name) {
    return byName.get(name);
  }

  /** A member of the body by its name in the model. */
  @Nullable Member byModelName(String name) {
    return byModelName.get(name);
  }
}
