package dev.cloudjar.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cloudjar.policy.MalformedPolicyException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What documents may not say, and in which words AWS refuses them. The grammar is that of <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">the
 * grammar page</a>; the words are those that callers of AWS have met.
 */
class MalformedPolicyTest {
  private static final String SYNTAX = "Syntax errors in policy.";
  private static final String LEGACY = "The policy failed legacy parsing";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          This is not JSON
          ""
          []
          {}
          {"Version":"2012-10-17"}
          {"Version":"2012-10-17","Statement":[]}
          {"Version":"2012-10-17","Statement":["afd"]}
          {"Version":"2012-10-17","Statement":null}
          {"Version":"2013-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}
          {"Version":2012,"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"},"Extra":"value"}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Extra":"value"}}
          {"Id":["a"],"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}
          {"Id":{},"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}
          {"Statement":{"Effect":"invalid","Action":"s3:*","Resource":"*"}}
          {"Statement":{"Action":"s3:*","Resource":"*"}}
          {"Statement":{"Effect":["Allow"],"Action":"s3:*","Resource":"*"}}
          {"Statement":{"Sid":{},"Effect":"Allow","Action":"s3:*","Resource":"*"}}
          {"Statement":{"Effect":"Allow","Action":{},"Resource":"*"}}
          {"Statement":{"Effect":"Allow","Action":[[]],"Resource":"*"}}
          {"Statement":{"Effect":"Allow","Action":[1],"Resource":"*"}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":{"a":"*"}}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":["adfdf",{}]}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","NotAction":[],"Resource":"*"}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","NotResource":[]}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":[]}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":"a"}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"a":"b"}}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateGreaterThan":"b"}}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateGreaterThan":{"a":{}}}}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"x":{"a":"1"}}}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"ForAnyValue::StringEquals":{"a":"1"}}}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"NullIfExists":{"a":"true"}}}}
          {"Statement":{"Effect":"Allow","Effect":"Deny","Action":"s3:*","Resource":"*"}}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}} {}
          {"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"},}
          """)
  void grammar(String json) {
    refused(json, PolicyKind.IDENTITY, Reason.SYNTAX, SYNTAX);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          "Effect":"denY","Action":"s3:ListBucket","Resource":"*"
          "Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3::example_bucket"
          "Effect":"Allow","Action":"s3:ListBucket","NotResource":"arn:aws:s3::example_bucket"
          "Effect":"Allow","NotAction":"s3:ListBucket","Resource":"arn:aws::::example_bucket"
          "Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws::fdsasf"
          "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateGreaterThan":{"a":"sdfdsf"}}
          "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateLessThanEquals":{"a":"234-13"}}
          "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateLessThan":{"a":"2016-12-13t2:00:00.593194+1"}}
          "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateLessThan":{"a":"2016-12-13t2:00:00.1999999999+10:59"}}
          "Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"DateLessThan":{"a":"9223372036854775808"}}
          """)
  void legacyParsing(String statement) {
    refused(document(statement), PolicyKind.IDENTITY, null, LEGACY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          "Action":"invalid","Resource":"*" | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
          "NotAction":"","Resource":"*" | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
          "Action":"a a:ListBucket","Resource":"*" | Vendor a a is not valid
          "Action":"s*:ListBucket","Resource":"*" | Vendor s* is not valid
          "Action":"s3:List:Bucket","Resource":"*" | Actions/Condition can contain only one colon.
          "Action":"invalid" | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
          "Resource":"*" | Policy statement must contain actions.
          "Action":[],"Resource":"*" | Policy statement must contain actions.
          "Action":"s3:*" | Policy statement must contain resources.
          "Action":"s3:*","Resource":[] | Policy statement must contain resources.
          "Action":"s3:*","Resource":"invalid resource" | Resource invalid resource must be in ARN format or "*".
          "Action":"s:3:ListBucket","Resource":"sdfsadf" | Resource sdfsadf must be in ARN format or "*".
          "Action":"s3:*","Resource":"" | Resource  must be in ARN format or "*".
          "Action":"s3:*","Resource":"a:bsdfdsafsad" | Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".
          "Action":"s3:*","Resource":"a:b:cadfsdf" | Partition "b" is not valid for resource "arn:b:cadfsdf:*:*:*".
          "Action":"s3:*","Resource":"a:b:c:d:e:f:g:h" | Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".
          "Action":"s3:*","Resource":"aws:s3:::example_bucket" | Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".
          "Action":"s3:*","Resource":"arn:error:s3:::example_bucket" | Partition "error" is not valid for resource "arn:error:s3:::example_bucket".
          "Action":"s3:*","Resource":"arn:aws" | Resource vendor must be fully qualified and cannot contain regexes.
          "Action":"s3:*","Resource":"arn:aws:s*:::b" | Resource vendor must be fully qualified and cannot contain regexes.
          "Action":"s3:*","Resource":"arn:aws:iam:us-east-1::b" | IAM resource arn:aws:iam:us-east-1::b cannot contain region information.
          "Action":"s3:*","Resource":"arn:aws:s3:us-east-1::b" | Resource arn:aws:s3:us-east-1::b can not contain region information.
          "Action":"s3:*","Resource":"arn:aws:iam:::example_bucket" | IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.
          "Sid":"a b","Action":"s3:*","Resource":"*" | Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*
          "Principal":"*","Action":"s3:*","Resource":"*" | Policy document should not specify a principal.
          "NotPrincipal":{"AWS":"*"},"Action":"s3:*","Resource":"*" | Policy document should not specify a principal.
          """)
  void identityBased(String rest, String message) {
    refused(document("\"Effect\":\"Allow\"," + rest), PolicyKind.IDENTITY, null, message);
  }

  @Test
  void idsAreNotRepeated() {
    refused(
        """
        {"Version":"2012-10-17","Statement":[
          {"Sid":"sdf","Effect":"Allow","Action":"s3:ListBucket","Resource":"*"},
          {"Sid":"sdf","Effect":"Allow"}]}""",
        PolicyKind.IDENTITY,
        Reason.SID_REPEATED,
        "Statement IDs (SID) in a single policy must be unique.");
  }

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          "Action":"sts:AssumeRole" | PRINCIPAL_MISSING | Missing required field Principal
          "Principal":"*","Action":"sts:AssumeRole" | PRINCIPAL_INVALID | AssumeRolepolicy contained an invalid principal: "STAR":"*".
          "Principal":{"CanonicalUser":"79a5"},"Action":"sts:AssumeRole" | PRINCIPAL_INVALID | AssumeRolepolicy contained an invalid principal: "CanonicalUser":"79a5".
          "Principal":{"AWS":"arn:aws:iam::123456789012:user/*"},"Action":"sts:AssumeRole" | PRINCIPAL_INVALID | Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:user/*"
          "Principal":{"AWS":"1234"},"Action":"sts:AssumeRole" | PRINCIPAL_INVALID | Invalid principal in policy: "AWS":"1234"
          "Principal":{"Service":"*.amazonaws.com"},"Action":"sts:AssumeRole" | PRINCIPAL_INVALID | Invalid principal in policy: "Service":"*.amazonaws.com"
          "Principal":{"AWS":"*"},"Action":"s3:GetObject" | ACTION_INVALID | AssumeRole policy may only specify STS AssumeRole actions.
          "Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Resource":"*" | RESOURCE_PROHIBITED | Has prohibited field Resource
          "Principal":{"AWS":"*"},"Action":"sts:AssumeRole","NotResource":"*" | RESOURCE_PROHIBITED | Has prohibited field NotResource
          "Principal":{"AWS":[]},"Action":"sts:AssumeRole" | SYNTAX | Syntax errors in policy.
          "Principal":"123456789012","Action":"sts:AssumeRole" | SYNTAX | Syntax errors in policy.
          "Principal":{"Aws":"123456789012"},"Action":"sts:AssumeRole" | SYNTAX | Syntax errors in policy.
          """)
  void trust(String rest, Reason reason, String message) {
    refused(document("\"Effect\":\"Allow\"," + rest), PolicyKind.TRUST, reason, message);
  }

  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          "Principal":{"AWS":"*"},"Action":"s3:*","Resource":"*"
          "NotPrincipal":"*","Action":"s3:*","Resource":"*"
          "Principal":"*","NotAction":"s3:*","Resource":"*"
          """)
  void resourceControl(String rest) {
    refused(
        document("\"Effect\":\"Deny\"," + rest),
        PolicyKind.RESOURCE_CONTROL,
        null,
        "The provided policy document does not meet the requirements of the specified policy type.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          IDENTITY | "Action":"iam: asdf safdsf af ","Resource":"arn:aws:s3:::example_bucket"
          IDENTITY | "Action":"*","Resource":["arn:aws:s3:::example_bucket","*"]
          IDENTITY | "Action":"s3-s:A","Resource":"arn:aws:fdsasf"
          IDENTITY | "Action":"s3.s:A","Resource":"arn:aws:iam:::user/example"
          IDENTITY | "Action":"s3:A","Resource":"arn:aws:invalid-service:us-east-1::example"
          IDENTITY | "Action":"s3:A","Resource":"arn:aws:s3:us-west-2:123456789012:accesspoint/a"
          IDENTITY | "Action":"s3:A","Resource":"arn:aws:iam::*:user/${aws:username}"
          IDENTITY | "Action":"iam:A","Resource":["arn:aws:iam::*:root","arn:aws:iam::*:*"]
          IDENTITY | "NotAction":"s3:A","NotResource":"*"
          IDENTITY | "Action":"s3:A","Resource":"*","Condition":{}
          IDENTITY | "Action":"s3:A","Resource":"*","Condition":{"a":{},"DateGreaterThan":{"b":[]}}
          IDENTITY | "Action":"s3:A","Resource":"*","Condition":{"ForAnyValue:StringEqualsIfExists":{"a":"b"}}
          IDENTITY | "Action":"s3:A","Resource":"*","Condition":{"NumericLessThan":{"a":[1,2.5]},"Bool":{"b":true}}
          IDENTITY | "Action":"s3:A","Resource":"*","Condition":{"DateGreaterThan":{"a":"01T"}}
          IDENTITY | "Action":"s3:A","Resource":"*","Condition":{"DateLessThanEquals":{"a":"2016-12-13t2:00:00.593194+23"}}
          IDENTITY | "Action":"s3:A","Resource":"*","Condition":{"DateLessThan":{"a":"-292275054"}}
          SESSION | "Action":"s3:A","Resource":"*"
          SERVICE_CONTROL | "Action":"s3:A","NotResource":"*"
          RESOURCE_CONTROL | "Principal":"*","Action":"s3:A","Resource":"*"
          RESOURCE | "Sid":"with spaces","Principal":"*","Action":"SNS:Publish"
          RESOURCE | "Principal":{"AWS":["123456789012","*"],"Service":"s3.amazonaws.com","CanonicalUser":"79a59df9"},"Action":"s3:A","Resource":"*"
          RESOURCE | "Principal":{"AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"},"Action":"s3:A","Resource":"*"
          TRUST | "NotPrincipal":{"AWS":"AROAJQABLZS4A3QDU576Q"},"Action":"sts:AssumeRole"
          TRUST | "Principal":{"Federated":"accounts.google.com"},"Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"]
          """)
  void accepted(PolicyKind kind, String rest) {
    PolicyDocument document = PolicyDocument.parse(document("\"Effect\":\"Allow\"," + rest), kind);
    assertThat(document.statements()).hasSize(1);
    assertThat(document.kind()).isEqualTo(kind);
  }

  @Test
  void sizeAndDepthAreBounded() {
    String deep = "[".repeat(100_000);
    refused(deep, PolicyKind.IDENTITY, Reason.SYNTAX, SYNTAX);
    refused(" ".repeat(300_000), PolicyKind.IDENTITY, Reason.TOO_LARGE, SYNTAX);
    refused(
        document("\"Effect\":\"Allow\",\"Action\":" + "9".repeat(5_000)),
        PolicyKind.IDENTITY,
        Reason.SYNTAX,
        SYNTAX);
  }

  @Test
  void tellsWhatItRead() {
    String json =
        """
        {
          "Version": "2012-10-17",
          "Id": "example",
          "Statement": [
            {"Sid": "One", "Effect": "Allow", "Action": "s3:Get*",
             "Resource": "arn:aws:s3:::b/${aws:username}"},
            {"Effect": "Deny", "NotAction": ["s3:*"], "NotResource": "*",
             "Condition": {"StringEquals": {"aws:PrincipalTag/Team": ["a", "b"]}}}
          ]
        }""";
    PolicyDocument document = PolicyDocument.parse(json, PolicyKind.IDENTITY);
    assertThat(document.text()).isEqualTo(json);
    assertThat(document.version()).contains(PolicyDocument.VERSION_2012);
    assertThat(document.id()).contains("example");
    assertThat(document.policySize()).isEqualTo(json.replaceAll("\\s", "").length());
    assertThat(document.contextKeys())
        .containsExactlyInAnyOrder("aws:username", "aws:PrincipalTag/Team");
    Statement first = document.statements().getFirst();
    assertThat(first.sid()).contains("One");
    assertThat(first.effect()).isEqualTo(Effect.ALLOW);
    assertThat(first.text()).startsWith("{\"Sid\"").endsWith("\"}");
    assertThat(first.span()).isEqualTo(new TextSpan(5, 5, 6, 51));
    Statement second = document.statements().getLast();
    assertThat(second.sid()).isEmpty();
    assertThat(second.actions())
        .isEqualTo(new Element("NotAction", true, java.util.List.of("s3:*")));
    assertThat(second.conditions())
        .containsExactly(
            new Statement.ConditionClause(
                "StringEquals", "aws:PrincipalTag/Team", java.util.List.of("a", "b")));
  }

  private static String document(String statement) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":{" + statement + "}}";
  }

  private static void refused(String json, PolicyKind kind, Reason reason, String message) {
    assertThatExceptionOfType(MalformedPolicyException.class)
        .as(json.length() < 1_000 ? json : "a long text")
        .isThrownBy(() -> PolicyDocument.parse(json, kind))
        .withMessage(message)
        .satisfies(it -> assertThat(it.detail()).isNotBlank())
        .satisfies(
            it -> {
              if (reason != null) {
                assertThat(it.reason()).isEqualTo(reason);
              }
            });
  }
}
