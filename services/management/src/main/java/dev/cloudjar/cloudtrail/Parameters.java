package dev.cloudjar.cloudtrail;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Requests and answers as CloudTrail shows them: in JSON, with small initials, without secrets. */
final class Parameters {
  /** What is left out, in small letters. */
  private static final Set<String> SECRET =
      Set.of(
          "secretaccesskey",
          "secretstring",
          "secretbinary",
          "clientsecret",
          "password",
          "oldpassword",
          "newpassword",
          "previouspassword",
          "proposedpassword",
          "userpassword",
          "masteruserpassword",
          "temporarypassword",
          "authtoken",
          "plaintext",
          "privatekey",
          "privatekeyplaintext",
          "privatekeyciphertextblob",
          "ciphertextblob",
          "base32stringseed",
          "qrcodepng",
          "webidentitytoken",
          "samlassertion",
          "keymaterial",
          "ssecustomerkey",
          "copysourcessecustomerkey");

  private static final Map<String, String> HIDDEN =
      Map.of(
          "userdata", "<sensitiveDataRemoved>",
          "authenticationcode1", "HIDDEN_DUE_TO_SECURITY_REASONS",
          "authenticationcode2", "HIDDEN_DUE_TO_SECURITY_REASONS",
          "tokencode", "HIDDEN_DUE_TO_SECURITY_REASONS");

  /** As much of one event's parameters as AWS keeps. */
  private static final int LONGEST = 100 * 1024;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM d, yyyy, h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);

  private Parameters() {}

  /** An object, or empty where there is nothing in it. */
  static String json(SdkPojo structure, boolean ofS3) {
    JsonText out = new JsonText().object();
    boolean any = false;
    for (SdkField<?> field : structure.sdkFields()) {
      Object value = field.getValueOrDefault(structure);
      if (isShown(value)) {
        String name = name(field, ofS3);
        String small = name.toLowerCase(Locale.ROOT);
        if (!SECRET.contains(small)) {
          String hidden = HIDDEN.get(small);
          out.name(name);
          write(out, hidden == null ? value : hidden);
          any = true;
        }
      }
    }
    String json = out.end().toString();
    if (json.length() > LONGEST) {
      return "{\"omitted\":true}";
    }
    return any ? json : "";
  }

  private static String name(SdkField<?> field, boolean ofS3) {
    String name = field.memberName();
    if (ofS3 && name.equals("Bucket")) {
      return "bucketName";
    }
    // "VPCId" is "vPCId" at AWS, too.
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static boolean isShown(@Nullable Object value) {
    return value != null
        && !(value instanceof SdkBytes)
        && !(value instanceof SdkAutoConstructList)
        && !(value instanceof SdkAutoConstructMap);
  }

  private static void write(JsonText out, @Nullable Object value) {
    switch (value) {
      case null -> out.raw("null");
      case String text -> out.text(text);
      case Boolean truth -> out.raw(truth.toString());
      case Number number -> out.raw(number.toString());
      case Instant time -> out.text(TIME.format(time));
      case SdkPojo structure -> {
        String json = json(structure, false);
        out.raw(json.isEmpty() ? "{}" : json);
      }
      case List<?> list -> {
        out.array();
        list.stream().filter(Parameters::isShown).forEach(item -> write(out, item));
        out.end();
      }
      case Map<?, ?> map -> {
        out.object();
        map.forEach(
            (key, item) -> {
              if (isShown(item)) {
                out.name(key.toString());
                write(out, item);
              }
            });
        out.end();
      }
      case Document document -> out.raw(document.toString());
      default -> out.text(value.toString());
    }
  }
}
