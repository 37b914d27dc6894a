package dev.cloudjar.cloudtrail;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A call that was made. What it has none of is empty.
 *
 * @param service as the catalog calls it
 * @param identity the JSON of its {@code userIdentity}
 * @param host what the caller wrote into the Host header over TLS
 * @param request JSON
 * @param response JSON
 * @param additional the JSON of its {@code additionalEventData}
 * @param sharedEventId what events of one call in several accounts have in common
 * @param resources for a data event by their ARNs, else as events are looked up by them
 */
record RecordedEvent(
    long timeMillis,
    String service,
    String operation,
    String identity,
    String userName,
    String accessKeyId,
    String sourceAddress,
    String userAgent,
    String host,
    String requestId,
    String errorCode,
    String errorMessage,
    String request,
    String response,
    String additional,
    String sharedEventId,
    List<Named> resources) {

  /** A resource. */
  record Named(String type, String name) {}

  /** The event as the caller's own account has it, where another one has it, too. */
  RecordedEvent shared(String id) {
    return copy(identity, userName, accessKeyId, id);
  }

  /**
   * The event as the account has it whose resource the call was about, and which is not the
   * caller's: of the caller, it tells the account and the unique id alone.
   */
  RecordedEvent ofAnother(String stranger, String id) {
    return copy(stranger, "", "", id);
  }

  private RecordedEvent copy(String who, String name, String key, String shared) {
    return new RecordedEvent(
        timeMillis,
        service,
        operation,
        who,
        name,
        key,
        sourceAddress,
        userAgent,
        host,
        requestId,
        errorCode,
        errorMessage,
        request,
        response,
        additional,
        shared,
        resources);
  }

  OperationKind kind() {
    return OperationKind.of(service, operation);
  }

  Instant time() {
    return Instant.ofEpochMilli(timeMillis).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The record as AWS writes it. */
  String json(String eventId, String accountId, String region) {
    OperationKind kind = kind();
    JsonText out =
        new JsonText()
            .object()
            .member("eventVersion", "1.11")
            .name("userIdentity")
            .raw(identity)
            .member("eventTime", time().toString())
            .member("eventSource", kind.source())
            .member("eventName", kind.eventName())
            .member("awsRegion", region)
            .member("sourceIPAddress", sourceAddress)
            .member("userAgent", userAgent)
            .memberUnlessEmpty("errorCode", errorCode)
            .memberUnlessEmpty("errorMessage", errorMessage)
            .memberOrNull("requestParameters", request)
            .memberOrNull("responseElements", response);
    if (!additional.isEmpty()) {
      out.name("additionalEventData").raw(additional);
    }
    out.memberUnlessEmpty("requestID", requestId)
        .member("eventID", eventId)
        .member("readOnly", kind.readOnly());
    if (kind.isData()) {
      out.name("resources").array();
      for (Named resource : resources) {
        out.object().member("type", resource.type()).member("ARN", resource.name()).end();
      }
      out.end();
    }
    out.member("eventType", kind.eventType())
        .member("managementEvent", !kind.isData())
        .member("recipientAccountId", accountId)
        .memberUnlessEmpty("sharedEventID", sharedEventId)
        .member("eventCategory", kind.isData() ? "Data" : "Management");
    if (!host.isEmpty()) {
      out.name("tlsDetails").object().member("clientProvidedHostHeader", host).end();
    }
    return out.end().toString();
  }
}
