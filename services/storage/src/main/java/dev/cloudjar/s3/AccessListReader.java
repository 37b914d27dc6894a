package dev.cloudjar.s3;

import dev.cloudjar.s3.AccessList.Grant;
import dev.cloudjar.s3.AccessList.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;

/** Reads the access control list that a request asks for: canned, in headers, or in its body. */
final class AccessListReader {
  private static final Pattern CANONICAL_ID = Pattern.compile("[0-9a-f]{64}");

  /** The members of grant headers, in the order in which their grants stand in the list. */
  private static final List<Map.Entry<String, Permission>> HEADERS =
      List.of(
          Map.entry("GrantFullControl", Permission.FULL_CONTROL),
          Map.entry("GrantRead", Permission.READ),
          Map.entry("GrantWrite", Permission.WRITE),
          Map.entry("GrantReadACP", Permission.READ_ACP),
          Map.entry("GrantWriteACP", Permission.WRITE_ACP));

  private final SdkPojo request;
  private final String ownerId;
  private final String bucketOwnerId;

  /**
   * @param ownerId the canonical id of who owns what the list is for
   */
  AccessListReader(SdkPojo request, String ownerId, String bucketOwnerId) {
    this.request = request;
    this.ownerId = ownerId;
    this.bucketOwnerId = bucketOwnerId;
  }

  /** Whether the headers of a request ask for any list. */
  static boolean asks(SdkPojo request) {
    return Members.text(request, "ACL") != null || hasGrants(request);
  }

  private static boolean hasGrants(SdkPojo request) {
    return HEADERS.stream().anyMatch(each -> Members.text(request, each.getKey()) != null);
  }

  /** The list that the headers of the request ask for; the owner's alone where they ask none. */
  AccessList ofHeaders(boolean ofBucket) {
    String canned = Members.text(request, "ACL");
    if (canned == null) {
      return hasGrants(request) ? granted() : AccessList.ownedBy(ownerId);
    }
    if (hasGrants(request)) {
      throw S3Faults.invalidRequest("Specifying both Canned ACLs and Header Grants is not allowed");
    }
    AccessList list = AccessList.canned(canned, ownerId, bucketOwnerId, ofBucket);
    if (list == null) {
      throw S3Faults.invalidArgument("", "x-amz-acl", canned);
    }
    return list;
  }

  /** The list that the request is all about. */
  AccessList required(boolean ofBucket) {
    Object body = Members.get(request, "AccessControlPolicy");
    boolean inHeaders = asks(request);
    if (!(body instanceof SdkPojo policy)) {
      if (!inHeaders) {
        throw AccessFaults.missingAcl();
      }
      return ofHeaders(ofBucket);
    }
    if (inHeaders) {
      throw AccessFaults.unexpectedContent();
    }
    return ofPolicy(policy);
  }

  private AccessList granted() {
    List<Grant> grants = new ArrayList<>();
    for (Map.Entry<String, Permission> header : HEADERS) {
      String value = Members.text(request, header.getKey());
      if (value != null) {
        for (String part : value.split(",", -1)) {
          grants.add(new Grant(grantee(part.strip(), header.getValue()), header.getValue()));
        }
      }
    }
    return checked(grants);
  }

  private static String grantee(String part, Permission permission) {
    int equals = part.indexOf('=');
    String type = equals < 0 ? "" : part.substring(0, equals).strip();
    String value = unquoted(part.substring(equals + 1).strip());
    return switch (type) {
      case "id" -> user(value, "id");
      case "uri" -> group(value, "uri");
      case "emailAddress" -> throw AccessFaults.noEmailGrantees();
      default ->
          throw S3Faults.invalidArgument(
              "Argument format not recognized",
              "x-amz-grant-" + permission.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              part);
    };
  }

  private static String unquoted(String text) {
    return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  private AccessList ofPolicy(SdkPojo policy) {
    Object lines = Members.get(policy, "Grants");
    if (!(Members.get(policy, "Owner") instanceof SdkPojo owner)
        || Members.text(owner, "ID") == null
        || !(lines instanceof List<?> list)
        || lines instanceof SdkAutoConstructList) {
      throw AccessFaults.malformedAcl();
    }
    String named = user(String.valueOf(Members.text(owner, "ID")), "CanonicalUser/ID");
    List<Grant> grants = new ArrayList<>();
    for (Object each : list) {
      SdkPojo line = (SdkPojo) each;
      Permission permission = Permission.named(Members.text(line, "Permission"));
      if (permission == null || !(Members.get(line, "Grantee") instanceof SdkPojo grantee)) {
        throw AccessFaults.malformedAcl();
      }
      grants.add(new Grant(grantee(grantee), permission));
    }
    if (!named.equals(ownerId)) {
      throw S3Faults.accessDenied();
    }
    return checked(grants);
  }

  private static String grantee(SdkPojo grantee) {
    String type = Members.text(grantee, "Type");
    String member =
        switch (type == null ? "" : type) {
          case "CanonicalUser" -> "ID";
          case "Group" -> "URI";
          case "AmazonCustomerByEmail" -> throw AccessFaults.noEmailGrantees();
          default -> throw AccessFaults.malformedAcl();
        };
    String value = Members.text(grantee, member);
    if (value == null) {
      throw AccessFaults.malformedAcl();
    }
    return member.equals("ID") ? user(value, "CanonicalUser/ID") : group(value, "Group/URI");
  }

  private static AccessList checked(List<Grant> grants) {
    if (grants.size() > AccessList.MAX_GRANTS) {
      throw AccessFaults.malformedAcl();
    }
    return new AccessList(grants);
  }

  /** Every id that could be one counts as one: no account has to have called before. */
  private static String user(String id, String argument) {
    if (!CANONICAL_ID.matcher(id).matches() && !id.equals(CanonicalUser.ANONYMOUS_ID)) {
      throw S3Faults.invalidArgument("Invalid id", argument, id);
    }
    return id;
  }

  private static String group(String uri, String argument) {
    if (!AccessList.isGroup(uri)) {
      throw S3Faults.invalidArgument("Invalid group uri", argument, uri);
    }
    return uri;
  }
}
