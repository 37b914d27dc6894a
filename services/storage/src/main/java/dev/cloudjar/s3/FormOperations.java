package dev.cloudjar.s3;

import dev.cloudjar.cloud.Body;
import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.PlainAnswer;
import dev.cloudjar.cloud.PlainHead;
import dev.cloudjar.cloud.PlainRequest;
import dev.cloudjar.cloud.SignedForm;
import dev.cloudjar.s3.form.FormFields;
import dev.cloudjar.s3.form.FormPolicy;
import dev.cloudjar.s3.form.FormReader;
import dev.cloudjar.s3.form.InvalidPolicyException;
import dev.cloudjar.s3.form.MalformedFormException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Takes objects from browsers' forms.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html">POST
 *     Object</a>
 */
final class FormOperations {
  static final String OPERATION = "PostObject";

  private static final String FORM = "multipart/form-data";
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";

  private final RequestNeeds needs;
  private final ObjectWriteOperations writes;
  private final BucketDirectory directory;
  private final CrossOrigin crossOrigin;

  FormOperations(
      RequestNeeds needs,
      ObjectWriteOperations writes,
      BucketDirectory directory,
      CrossOrigin crossOrigin) {
    this.needs = needs;
    this.writes = writes;
    this.directory = directory;
    this.crossOrigin = crossOrigin;
  }

  /** Whether a request looks like a form for a bucket. */
  static boolean mayBe(PlainHead head) {
    String type = head.headers().first("content-type").orElse("");
    return head.method().equals("POST")
        && type.regionMatches(true, 0, FORM, 0, FORM.length())
        && head.query().isEmpty()
        && head.headers().first("authorization").isEmpty();
  }

  Optional<PlainAnswer> answer(PlainRequest request) {
    PlainHead head = request.head();
    HostedBucket place = HostedBucket.of(head);
    if (!mayBe(head)
        || place.website()
        || place.bucket().isEmpty()
        || !place.key().isEmpty()
        || !(HostedBucket.isOfS3(head) || directory.exists(place))) {
      return Optional.empty();
    }
    List<Map.Entry<String, String>> toPages = crossOrigin.headers(head);
    try {
      PlainAnswer answer = take(request, place);
      List<Map.Entry<String, String>> headers = new ArrayList<>(answer.headers());
      headers.addAll(toPages);
      return Optional.of(new PlainAnswer(answer.status(), headers, answer.content()));
    } catch (Fault refusal) {
      Fault told = refusal;
      for (Map.Entry<String, String> header : toPages) {
        told = told.withHeader(header.getKey(), header.getValue());
      }
      throw told;
    } catch (MalformedFormException e) {
      throw FormFaults.malformed(e);
    }
  }

  private PlainAnswer take(PlainRequest request, HostedBucket place) {
    Body body = request.body();
    long formBytes = body.declaredSizeBytes().orElseThrow(S3Faults::missingContentLength);
    FormReader reader =
        new FormReader(body, request.head().headers().first("content-type").orElse(""));
    FormFields fields = fields(reader);
    String key = fields.get("key");
    if (key == null) {
      throw FormFaults.missingField("key");
    }
    String document = fields.get("policy");
    Call call = call(request, fields, document);
    FormPolicy policy = document == null ? null : policy(document);
    String refusal = policy == null ? null : policy.refusal(fields, place.bucket(), call.time());
    if (refusal != null) {
      throw FormFaults.refusedByPolicy(refusal);
    }
    if (key.isEmpty()) {
      throw FormFaults.emptyKey();
    }
    PutObjectRequest.Builder builder = PutObjectRequest.builder();
    FormMembers.set(builder, fields);
    PutObjectRequest put = builder.bucket(place.bucket()).key(key).build();
    request.admit(
        call,
        needs.ofWrite(call, put, place.bucket(), key).stream()
            .flatMap(need -> AccessPointGuard.both(need).stream())
            .toList());
    FormFile file =
        new FormFile(
            reader,
            formBytes,
            policy == null ? 0 : policy.minBytes(),
            policy == null ? Long.MAX_VALUE : policy.maxBytes());
    PutObjectResponse response = writes.put(call, put, file);
    return new FormAnswer(
            place.bucket(),
            key,
            response.eTag(),
            location(request.head(), call, place, key),
            ResponseHeaders.of(response))
        .of(fields);
  }

  private static FormFields fields(FormReader reader) {
    try {
      return reader.fields();
    } catch (IOException e) {
      throw S3Faults.requestTimeout();
    }
  }

  private static FormPolicy policy(String document) {
    try {
      return FormPolicy.parse(document);
    } catch (InvalidPolicyException e) {
      throw FormFaults.invalidPolicy(e);
    }
  }

  /** In whose name the form comes: whoever signed its policy, or nobody. */
  private static Call call(PlainRequest request, FormFields fields, @Nullable String policy) {
    if (policy == null) {
      return request.call(OPERATION, "s3");
    }
    Optional<String> token = Optional.ofNullable(fields.get("x-amz-security-token"));
    String oldKey = fields.get("awsaccesskeyid");
    if (oldKey != null) {
      return request.call(
          OPERATION, new SignedForm(policy, oldKey, require(fields, "Signature"), token));
    }
    String algorithm = require(fields, "X-Amz-Algorithm");
    if (!algorithm.equals(ALGORITHM)) {
      throw FormFaults.unknownAlgorithm(algorithm);
    }
    String credential = require(fields, "X-Amz-Credential");
    require(fields, "X-Amz-Date");
    Call call =
        request.call(
            OPERATION,
            new SignedForm(policy, credential, require(fields, "X-Amz-Signature"), token));
    String[] scope = credential.split("/", -1);
    return scope.length < 3 ? call : inRegion(call, scope[2]);
  }

  private static String require(FormFields fields, String name) {
    String value = fields.get(name.toLowerCase(Locale.ROOT));
    if (value == null) {
      throw FormFaults.missingField(name);
    }
    return value;
  }

  /** A form's host names no Region, but its signature does. */
  private static Call inRegion(Call call, String region) {
    return new Call(
        call.service(),
        call.operation(),
        call.accountId(),
        region,
        call.principal(),
        call.accessKeyId(),
        call.session(),
        call.requestId(),
        call.time(),
        call.http(),
        call.calledVia(),
        call.calls());
  }

  private static String location(PlainHead head, Call call, HostedBucket place, String key) {
    boolean inHost = !head.bucketPath().equals(head.path());
    return call.http().origin()
        + "/"
        + (inHost ? "" : place.bucket() + "/")
        + FormAnswer.encoded(key);
  }
}
