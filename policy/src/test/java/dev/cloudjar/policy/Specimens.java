package dev.cloudjar.policy;

import dev.cloudjar.policy.NamedPolicy.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Policies and requests by chance, from few enough words that they often meet. */
final class Specimens {
  private static final List<String> ACTIONS =
      List.of("s3:GetObject", "s3:PutObject", "s3:GetBucketAcl", "sqs:SendMessage", "S3:getobject");
  private static final List<String> ACTION_PATTERNS =
      List.of(
          "*",
          "s3:*",
          "s3:Get*",
          "s3:GetObject",
          "S3:GETOBJECT",
          "s3:?etObject",
          "sqs:*",
          "s3:*Object",
          "sqs:SendMessage",
          "*:SendMessage",
          "iam:*");
  private static final List<String> RESOURCES =
      List.of(
          "arn:aws:s3:::b",
          "arn:aws:s3:::b/ann/x",
          "arn:aws:s3:::b/bob/x:y",
          "*",
          "arn:aws:sqs:us-east-1:111122223333:ann",
          "arn:aws:sqs:eu-west-2:444455556666:q");
  private static final List<String> RESOURCE_PATTERNS =
      List.of(
          "*",
          "arn:aws:s3:::b",
          "arn:aws:s3:::b/*",
          "arn:aws:s3:::b/${aws:username}/*",
          "arn:aws:s3:::*",
          "arn:aws:sqs:*",
          "arn:aws:sqs:us-*:*:${aws:username, 'q'}",
          "arn:aws:sqs:*-1:111122223333:*",
          "arn:aws:sqs:??-????-?:*",
          "arn:aws:s3:::b/${t:none}",
          "arn:aws:s3:::b/b?b/*y",
          "arn:aws:s3:::${*}",
          "arn:aws:sqs:*2:q",
          "arn:aws:sqs:*:q");
  private static final List<String> PRINCIPALS =
      List.of(
          "\"*\"",
          "{\"AWS\":\"*\"}",
          "{\"AWS\":\"111122223333\"}",
          "{\"AWS\":[\"444455556666\",\"arn:aws:iam::111122223333:root\"]}",
          "{\"AWS\":\"arn:aws:iam::111122223333:user/exampleuser\"}",
          "{\"AWS\":\"arn:aws:iam::111122223333:role/examplerole\"}",
          "{\"AWS\":[\"arn:aws:sts::111122223333:assumed-role/examplerole/examplerolesessionname\"]}",
          "{\"AWS\":\"arn:aws:sts::111122223333:federated-user/Bob\"}",
          "{\"Service\":[\"s3.amazonaws.com\",\"sqs.amazonaws.com\"]}",
          "{\"Federated\":\"accounts.google.com\",\"AWS\":\"444455556666\"}");
  private static final List<PrincipalFacts> WHO =
      List.of(
          Requests.USER,
          Requests.SESSION,
          Requests.FEDERATED,
          Requests.ROOT,
          Requests.SERVICE,
          PrincipalFacts.anonymous(),
          PrincipalFacts.federated(PrincipalFacts.Kind.WEB_IDENTITY, "accounts.google.com"));
  private static final Map<String, List<String>> VALUES =
      Map.of(
          "String", List.of("ann", "ANN", "b*", "a?n", "", "${aws:username}", "${t:none}", "x, y"),
          "Numeric", List.of("1", "2", "2.0", "-3", "1e1", "10", "none"),
          "Date", List.of("2020-01-01T00:00:00Z", "1577836800", "2021-05-05", "1600000000"),
          "Bool", List.of("true", "false", "TRUE"),
          "Ip", List.of("10.0.0.0/8", "10.1.2.3", "10.1.2.0/23", "2001:db8::/33", "0.0.0.0/0"),
          "Arn",
              List.of(
                  "arn:aws:s3:::b",
                  "arn:aws:s3:::*",
                  "arn:aws:sqs:*:111122223333:?nn",
                  "arn:aws:sqs:us-east-1:*:${aws:username}",
                  "arn:aws:s3:::${t:none}"));
  private static final Map<String, List<String>> ASKED =
      Map.of(
          "String", List.of("ann", "Ann", "b*", "bob", "", "axn", "x, y"),
          "Numeric", List.of("1", "2", "2.00", "-3", "10", "11", "word"),
          "Date", List.of("2020-01-01T00:00:00Z", "1577836801", "2021-05-05", "1600000000"),
          "Bool", List.of("true", "false"),
          "Ip", List.of("10.1.2.3", "10.1.3.9", "11.0.0.1", "2001:db8:7fff::1", "2001:db8:8000::1"),
          "Arn",
              List.of(
                  "arn:aws:s3:::b",
                  "arn:aws:s3:::b/c:d",
                  "arn:aws:sqs:us-east-1:111122223333:ann",
                  "arn:aws:sqs:us-east-1:111122223333:x:ann",
                  "word"));
  private static final Map<String, List<String>> OPERATORS =
      Map.of(
          "String",
              List.of(
                  "StringEquals",
                  "StringNotEquals",
                  "StringEqualsIgnoreCase",
                  "StringNotEqualsIgnoreCase",
                  "StringLike",
                  "StringNotLike"),
          "Numeric",
              List.of(
                  "NumericEquals",
                  "NumericNotEquals",
                  "NumericLessThan",
                  "NumericLessThanEquals",
                  "NumericGreaterThan",
                  "NumericGreaterThanEquals"),
          "Date",
              List.of(
                  "DateEquals",
                  "DateNotEquals",
                  "DateLessThan",
                  "DateLessThanEquals",
                  "DateGreaterThan",
                  "DateGreaterThanEquals"),
          "Bool", List.of("Bool"),
          "Ip", List.of("IpAddress", "NotIpAddress"),
          "Arn", List.of("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"));

  private final Random random;

  Specimens(long seed) {
    this.random = new Random(seed);
  }

  AccessRequest request() {
    Map<String, List<String>> keys = new HashMap<>();
    if (likely(70)) {
      keys.put("aws:username", List.of(one(List.of("ann", "bob"))));
    }
    ASKED.forEach(
        (type, values) -> {
          if (likely(70)) {
            keys.put("t:" + type, several(() -> one(values), 3));
          }
        });
    return new AccessRequest(
        one(WHO),
        one(ACTIONS),
        one(RESOURCES),
        likely(60) ? Requests.ACCOUNT : Requests.OTHER_ACCOUNT,
        ContextKeys.of(keys));
  }

  PolicySet policies() {
    PolicySet set = PolicySet.NONE.withIdentity(many(Source.INLINE, 2));
    if (likely(25)) {
      set = set.withBoundary(Optional.of(policy(Source.BOUNDARY)));
    }
    if (likely(30)) {
      set = set.withSession(many(Source.SESSION, 2));
    }
    if (likely(20)) {
      set =
          set.withServiceControl(
              List.of(many(Source.SERVICE_CONTROL, 2), full(Source.SERVICE_CONTROL)));
    }
    if (likely(20)) {
      set =
          set.withResourceControl(
              List.of(full(Source.RESOURCE_CONTROL), many(Source.RESOURCE_CONTROL, 2)));
    }
    if (likely(10)) {
      set = set.withEndpoint(many(Source.ENDPOINT, 1));
    }
    if (likely(60)) {
      set = set.withResource(Optional.of(policy(Source.RESOURCE)));
    }
    if (likely(20)) {
      set = set.decidedByResource();
    }
    return likely(10) ? set.orGrantedBy(() -> Optional.of("acl")) : set;
  }

  /** A policy with that many statements. */
  String document(PolicyKind kind, int statements) {
    var all = new ArrayList<String>();
    for (int i = 0; i < statements; i++) {
      all.add(statement(kind));
    }
    boolean old = kind.strict() ? false : likely(10);
    String version = old ? "2008-10-17" : "2012-10-17";
    return "{\"Version\":\"" + version + "\",\"Statement\":[" + String.join(",", all) + "]}";
  }

  private List<NamedPolicy> full(Source source) {
    return List.of(Requests.policy(source, Requests.allow(source)), policy(source));
  }

  private List<NamedPolicy> many(Source source, int most) {
    return several(() -> policy(source), most);
  }

  private NamedPolicy policy(Source source) {
    PolicyKind kind = Requests.kind(source);
    return new NamedPolicy(
        "specimen", source, PolicyDocument.parse(document(kind, 1 + random.nextInt(5)), kind));
  }

  private String statement(PolicyKind kind) {
    var json =
        new StringBuilder("{\"Effect\":\"").append(likely(75) ? "Allow" : "Deny").append('"');
    if (kind == PolicyKind.RESOURCE_CONTROL) {
      json.append(",\"Principal\":\"*\"");
    } else if (kind.principal() == PolicyKind.Presence.REQUIRED) {
      json.append(likely(85) ? ",\"Principal\":" : ",\"NotPrincipal\":").append(one(PRINCIPALS));
    }
    boolean not = kind != PolicyKind.RESOURCE_CONTROL && likely(15);
    json.append(not ? ",\"NotAction\":" : ",\"Action\":").append(strings(ACTION_PATTERNS, 3));
    json.append(likely(85) ? ",\"Resource\":" : ",\"NotResource\":")
        .append(strings(RESOURCE_PATTERNS, 3));
    if (likely(50)) {
      json.append(",\"Condition\":").append(condition());
    }
    return json.append('}').toString();
  }

  private String condition() {
    Map<String, String> operators = new HashMap<>();
    for (int i = 0; i <= random.nextInt(2); i++) {
      String type = one(List.copyOf(OPERATORS.keySet()).stream().sorted().toList());
      String key = "\"" + (likely(50) ? "t:" : "T:") + type + "\":";
      if (likely(10)) {
        operators.put("Null", "{" + key + "\"" + likely(50) + "\"}");
        continue;
      }
      String operator = one(OPERATORS.get(type));
      String set = likely(60) ? "" : likely(50) ? "ForAllValues:" : "ForAnyValue:";
      String ifExists = likely(20) ? "IfExists" : "";
      operators.put(set + operator + ifExists, "{" + key + strings(VALUES.get(type), 2) + "}");
    }
    var json = new ArrayList<String>();
    operators.forEach((operator, keys) -> json.add("\"" + operator + "\":" + keys));
    return "{" + String.join(",", json) + "}";
  }

  private String strings(List<String> values, int most) {
    return "[\"" + String.join("\",\"", several(() -> one(values), most)) + "\"]";
  }

  private <T> List<T> several(Supplier<T> each, int most) {
    var all = new ArrayList<T>();
    for (int i = 0; i <= random.nextInt(most); i++) {
      all.add(each.get());
    }
    return all;
  }

  private boolean likely(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
