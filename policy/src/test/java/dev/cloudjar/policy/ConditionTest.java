package dev.cloudjar.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Condition operators, as <a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">their
 * page</a> has them. A dash stands for a key that is absent, a comma separates values.
 */
class ConditionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          StringEquals              | john        | john        | true
          StringEquals              | john        | John        | false
          StringEquals              | jo*         | john        | false
          StringEquals              | jo*         | jo*         | true
          StringEquals              | a,b         | b           | true
          StringEquals              | a,b         | c           | false
          StringEquals              | a           | -           | false
          StringNotEquals           | john        | john        | false
          StringNotEquals           | john        | John        | true
          StringNotEquals           | a,b         | b           | false
          StringNotEquals           | a,b         | c           | true
          StringNotEquals           | a           | -           | true
          StringEqualsIgnoreCase    | john        | JOHN        | true
          StringEqualsIgnoreCase    | john        | joan        | false
          StringEqualsIgnoreCase    | john        | -           | false
          StringNotEqualsIgnoreCase | john        | JOHN        | false
          StringNotEqualsIgnoreCase | john        | -           | true
          StringLike                | home/*      | home/a/b    | true
          StringLike                | home/*      | home/       | true
          StringLike                | home/*      | Home/a      | false
          StringLike                | h?me        | home        | true
          StringLike                | h?me        | hme         | false
          StringLike                | *a*b*c      | xxaxxbxxc   | true
          StringLike                | *a*b*c      | xxaxxcxxb   | false
          StringLike                | *           | -           | false
          StringNotLike             | home/*      | home/a      | false
          StringNotLike             | home/*      | away        | true
          StringNotLike             | *           | -           | true
          NumericEquals             | 10          | 10          | true
          NumericEquals             | 10          | 10.0        | true
          NumericEquals             | 10          | 1e1         | true
          NumericEquals             | 10          | 11          | false
          NumericEquals             | 10          | ten         | false
          NumericEquals             | 10          | -           | false
          NumericNotEquals          | 10          | 11          | true
          NumericNotEquals          | 10          | 10          | false
          NumericNotEquals          | 10          | -           | true
          NumericLessThan           | 10          | 9.99        | true
          NumericLessThan           | 10          | 10          | false
          NumericLessThanEquals     | 10          | 10          | true
          NumericLessThanEquals     | 10          | 10.1        | false
          NumericGreaterThan        | 10          | 10.1        | true
          NumericGreaterThan        | 10          | 10          | false
          NumericGreaterThanEquals  | 10          | 10          | true
          NumericGreaterThanEquals  | -5          | -6          | false
          NumericLessThan           | 1e999999999 | 5           | true
          NumericEquals             | 1e999999999 | 1e-99999999 | false
          DateEquals                | 2020-01-01T00:00:00Z | 2020-01-01T00:00:00Z      | true
          DateEquals                | 2020-01-01T00:00:00Z | 1577836800                | true
          DateEquals                | 1577836800           | 2020-01-01T01:00:00+01:00 | true
          DateEquals                | 2020-01-01           | 2020-01-01T00:00Z         | true
          DateEquals                | 2020-01              | 2020-01-01T00:00:00.000Z  | true
          DateEquals                | 2020-01-01T00:00:00Z | soon                      | false
          DateNotEquals             | 2020-01-01T00:00:00Z | 2020-01-01T00:00:01Z      | true
          DateNotEquals             | 2020-01-01T00:00:00Z | -                         | true
          DateLessThan              | 2020-01-01T00:00:00Z | 2019-12-31T23:59:59.999Z  | true
          DateLessThan              | 2020-01-01T00:00:00Z | 2020-01-01T00:00:00Z      | false
          DateLessThanEquals        | 2020-01-01T00:00:00Z | 2020-01-01T00:00:00Z      | true
          DateGreaterThan           | 2020-01-01T00:00:01Z | 2020-01-01T00:00:02Z      | true
          DateGreaterThan           | 2020-01-01T00:00:01Z | -                         | false
          DateGreaterThanEquals     | 2020-01-01T00:00:01Z | 2020-01-01T00:00:01Z      | true
          Bool                      | true        | true        | true
          Bool                      | true        | True        | true
          Bool                      | true        | false       | false
          Bool                      | false       | false       | true
          Bool                      | false       | -           | false
          BinaryEquals              | QmluYXJ5VmFsdWVJbkJhc2U2NA== | QmluYXJ5VmFsdWVJbkJhc2U2NA== | true
          BinaryEquals              | QmluYXJ5VmFsdWVJbkJhc2U2NA== | QmluYXJ5                     | false
          BinaryEquals              | !           | !           | false
          BinaryEquals              | QQ==        | -           | false
          IpAddress                 | 203.0.113.0/24 | 203.0.113.255 | true
          IpAddress                 | 203.0.113.0/24 | 203.0.114.0   | false
          IpAddress                 | 203.0.113.7    | 203.0.113.7   | true
          IpAddress                 | 203.0.113.7    | 203.0.113.8   | false
          IpAddress                 | 203.0.113.0/24,2001:DB8:1234:5678::/64 | 2001:db8:1234:5678::1 | true
          IpAddress                 | 2001:DB8:1234:5678::/64 | 2001:db8:1234:5679::1 | false
          IpAddress                 | 0.0.0.0/0      | 10.1.2.3      | true
          IpAddress                 | 0.0.0.0/0      | ::1           | false
          IpAddress                 | 10.0.0.0/8     | ::ffff:10.1.2.3 | true
          IpAddress                 | 203.0.113.0/33 | 203.0.113.1   | false
          IpAddress                 | nonsense       | 203.0.113.1   | false
          IpAddress                 | 203.0.113.0/24 | -             | false
          NotIpAddress              | 203.0.113.0/24 | 203.0.113.1   | false
          NotIpAddress              | 203.0.113.0/24 | 203.0.114.1   | true
          NotIpAddress              | 203.0.113.0/24 | -             | true
          ArnEquals  | arn:aws:sns:*:111122223333:topic | arn:aws:sns:us-east-2:111122223333:topic | true
          ArnLike    | arn:aws:sns:*:111122223333:topic | arn:aws:sns:us-east-2:111122223333:topic | true
          ArnLike    | arn:aws:someservice:*:111122223333:finance/* | arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt | false
          StringLike | arn:aws:someservice:*:111122223333:finance/* | arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt | true
          ArnLike    | arn:aws:logs:*:*:log-group:* | arn:aws:logs:us-east-1:111122223333:log-group:a:* | true
          ArnLike    | arn:aws:s3:::* | arn:aws:s3:::bucket | true
          ArnLike    | arn:aws:s3:::* | no arn | false
          ArnEquals  | arn:aws:s3:::a | arn:aws:s3:::A | false
          ArnEquals  | arn:aws:s3:::a | - | false
          ArnNotEquals | arn:aws:s3:::a | arn:aws:s3:::b | true
          ArnNotLike | arn:aws:s3:::* | arn:aws:s3:::b | false
          ArnNotLike | arn:aws:s3:::* | - | true
          Null       | true        | -           | true
          Null       | true        | a           | false
          Null       | false       | a           | true
          Null       | false       | -           | false
          """)
  void operators(String operator, String inPolicy, String inRequest, boolean holds) {
    assertThat(holds(operator, values(inPolicy), values(inRequest))).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          StringEqualsIfExists       | a | - | true
          StringEqualsIfExists       | a | b | false
          StringNotEqualsIfExists    | a | - | true
          StringNotEqualsIfExists    | a | a | false
          BoolIfExists               | false | - | true
          NumericLessThanIfExists    | 5 | - | true
          DateGreaterThanIfExists    | 2020-01-01 | - | true
          IpAddressIfExists          | 10.0.0.0/8 | - | true
          NotIpAddressIfExists       | 10.0.0.0/8 | 10.0.0.1 | false
          ArnLikeIfExists            | arn:aws:s3:::a | - | true
          BinaryEqualsIfExists       | QQ== | - | true
          ForAnyValue:StringLikeIfExists  | a | - | true
          ForAllValues:StringLikeIfExists | a | - | true
          """)
  // #Conditions_IfExists
  void ifExists(String operator, String inPolicy, String inRequest, boolean holds) {
    assertThat(holds(operator, values(inPolicy), values(inRequest))).isEqualTo(holds);
  }

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          ForAllValues:StringEquals    | PostDateTime,Message,Tags | PostDateTime,Message  | true
          ForAllValues:StringEquals    | PostDateTime,Message,Tags | PostDateTime,UserName | false
          ForAllValues:StringEquals    | a | -     | true
          ForAllValues:StringEquals    | a | EMPTY | true
          ForAnyValue:StringEquals     | ID,PostDateTime | UserName,Message,PostDateTime | true
          ForAnyValue:StringEquals     | ID,PostDateTime | UserName | false
          ForAnyValue:StringEquals     | a | -     | false
          ForAnyValue:StringEquals     | a | EMPTY | false
          ForAllValues:StringNotEquals | a,b | c,d | true
          ForAllValues:StringNotEquals | a,b | c,a | false
          ForAllValues:StringNotEquals | a | -     | true
          ForAnyValue:StringNotEquals  | a,b | a,c | true
          ForAnyValue:StringNotEquals  | a,b | a,b | false
          ForAnyValue:StringNotEquals  | a | -     | false
          ForAnyValue:StringLike       | team-* | x,team-1 | true
          ForAllValues:StringLike      | team-* | x,team-1 | false
          ForAllValues:ArnLike         | arn:aws:s3:::* | arn:aws:s3:::a,arn:aws:s3:::b | true
          ForAnyValue:Bool             | true | false,true | true
          ForAllValues:NumericLessThan | 5 | 1,2,3 | true
          ForAllValues:NumericLessThan | 5 | 1,9   | false
          StringEquals                 | a | b,a   | true
          StringNotEquals              | a | b,a   | false
          StringNotEquals              | a | b,c   | true
          """)
  void setsOfValues(String operator, String inPolicy, String inRequest, boolean holds) {
    assertThat(holds(operator, values(inPolicy), values(inRequest))).isEqualTo(holds);
  }

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
  @Test
  void operatorsAndKeysAllHaveToHold() {
    String condition =
        "{\"StringEquals\":{\"aws:PrincipalTag/department\":[\"finance\",\"hr\"],"
            + "\"aws:PrincipalTag/role\":\"audit\"},\"Bool\":{\"aws:SecureTransport\":true}}";
    Map<String, List<String>> keys = new HashMap<>();
    keys.put("AWS:principaltag/Department", List.of("hr"));
    keys.put("aws:PrincipalTag/role", List.of("audit"));
    keys.put("aws:SecureTransport", List.of("true"));
    assertThat(applies(condition, keys)).isTrue();
    for (String key : List.copyOf(keys.keySet())) {
      Map<String, List<String>> fewer = new HashMap<>(keys);
      fewer.remove(key);
      assertThat(applies(condition, fewer)).as("without %s", key).isFalse();
    }
    assertThat(applies("{}", Map.of())).isTrue();
  }

  @Test
  void keysAreAskedForOnceAndOnlyWhereNeeded() {
    var asked = new ArrayList<String>();
    ContextKeys keys =
        key -> {
          asked.add(key);
          return key.equals("aws:username") ? List.of("ann") : List.of();
        };
    NamedPolicy policy =
        Requests.identity(
            statement("s3:GetObject", "{\"StringEquals\":{\"aws:UserName\":\"bob\"}}"),
            statement("s3:GetObject", "{\"StringEquals\":{\"aws:username\":\"${aws:UserName}\"}}"),
            statement("s3:PutObject", "{\"StringEquals\":{\"aws:SourceVpc\":\"vpc-1\"}}"));
    var request =
        new AccessRequest(Requests.USER, "s3:GetObject", Requests.OBJECT, Requests.ACCOUNT, keys);
    PolicySet policies = PolicySet.NONE.withIdentity(List.of(policy));
    assertThat(Evaluator.decide(policies, request).isAllowed()).isTrue();
    assertThat(asked).containsExactly("aws:username");
  }

  @Test
  void sourcesOfKeysCompleteEachOther() {
    ContextKeys first = ContextKeys.of(Map.of("A:one", List.of("1")));
    ContextKeys both =
        first.and(ContextKeys.of(Map.of("a:ONE", List.of("9"), "a:two", List.of("2"))));
    assertThat(both.values("a:one")).containsExactly("1");
    assertThat(both.values("a:two")).containsExactly("2");
    assertThat(both.values("a:three")).isEmpty();
  }

  private static boolean holds(String operator, List<String> inPolicy, List<String> inRequest) {
    String list = "[\"" + String.join("\",\"", inPolicy) + "\"]";
    return applies(
        "{\"" + operator + "\":{\"test:Key\":" + list + "}}",
        inRequest.isEmpty() ? Map.of() : Map.of("test:key", inRequest));
  }

  private static boolean applies(String condition, Map<String, List<String>> keys) {
    return Requests.applies(
        statement("s3:GetObject", condition),
        Requests.with(Requests.getObject(Requests.USER), keys));
  }

  private static String statement(String action, String condition) {
    return "{\"Effect\":\"Allow\",\"Action\":\""
        + action
        + "\",\"Resource\":\"*\",\"Condition\":"
        + condition
        + "}";
  }

  private static List<String> values(String text) {
    if (text.equals("-")) {
      return List.of();
    }
    return text.equals("EMPTY") ? List.of("") : List.of(text.split(","));
  }
}
