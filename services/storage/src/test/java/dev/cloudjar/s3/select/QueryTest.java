package dev.cloudjar.s3.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language, over records in memory. */
class QueryTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06.7Z");
  private static final String PEOPLE =
      "name,city,age\nAda,London,36\nAlan,\"Wilmslow, UK\",41\nGrace,Arlington,85\n";
  private static final Output LINES = new Output.Csv(",", "\n", "\"", "\"", false);
  private static final Output OBJECTS = new Output.Json("\n");

  private static String run(String sql, Output output, Records records) {
    StringBuilder out = new StringBuilder();
    try {
      new Selection(
              Query.parse(sql),
              output,
              NOW,
              record -> out.append(new String(record, StandardCharsets.UTF_8)))
          .run(records);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static CsvFormat format(CsvFormat.Header header) {
    return new CsvFormat(header, ",", "\n", '"', '"', "#", false);
  }

  private static String csv(String sql, String text, CsvFormat format) {
    try {
      return run(sql, LINES, new CsvRecords(bytes(text), format, null, false, Long.MAX_VALUE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String people(String sql) {
    return csv(sql, PEOPLE, format(CsvFormat.Header.USE));
  }

  private static String json(String sql, String text) {
    return run(sql, OBJECTS, new JsonRecords(bytes(text), Query.parse(sql), Long.MAX_VALUE));
  }

  /** One expression, by itself. */
  private static String value(String expression) {
    return json(
        "SELECT " + expression + " AS v FROM S3Object s",
        "{\"a\": [1, {\"b\": 2.50}], \"n\": null}");
  }

  private static void refused(String sql, String code) {
    assertThatThrownBy(() -> people(sql))
        .asInstanceOf(type(SelectException.class))
        .satisfies(e -> assertThat(e.code()).as(sql).isEqualTo(code));
  }

  @Test
  void columns_are_named_numbered_and_renamed() {
    assertThat(people("SELECT * FROM S3Object")).isEqualTo(PEOPLE.substring(14));
    assertThat(people("select s.NAME, s.\"city\" from s3object s where s.age > 40"))
        .isEqualTo("Alan,\"Wilmslow, UK\"\nGrace,Arlington\n");
    assertThat(people("SELECT _1, s._3 FROM S3Object AS s LIMIT 1")).isEqualTo("Ada,36\n");
    assertThat(csv("SELECT s._2 FROM S3Object s", PEOPLE, format(CsvFormat.Header.NONE)))
        .startsWith("city\n");
    assertThat(csv("SELECT s._2 FROM S3Object s", PEOPLE, format(CsvFormat.Header.IGNORE)))
        .startsWith("London\n");
    assertThat(people("SELECT s._9 FROM S3Object s LIMIT 1")).isEqualTo("\n");
    refused("SELECT s.\"Name\" FROM S3Object s", "MissingHeaders");
    refused("SELECT s._0 FROM S3Object s", "InvalidColumnIndex");
  }

  @Test
  void csv_has_quotes_comments_and_delimiters_of_its_own() {
    CsvFormat own = new CsvFormat(CsvFormat.Header.NONE, ";;", "\r\n", '\'', '\\', "//", true);
    assertThat(csv("SELECT _1, _2 FROM S3Object", "// no\r\n'a;;\r\nb';;'it\\'s'\r\n\r\nc;;d", own))
        .isEqualTo("\"a;;\r\nb\",it's\nc,d\n");
    assertThat(
            csv(
                "SELECT _2 FROM S3Object",
                "a,\"b \"\"c\"\"\"\r\n#x\n",
                format(CsvFormat.Header.NONE)))
        .isEqualTo("\"b \"\"c\"\"\"\n");
    CsvFormat quoted = new CsvFormat(CsvFormat.Header.NONE, ",", "\n", '"', '"', "", true);
    assertThatThrownBy(() -> csv("SELECT * FROM S3Object", "a,\"b\nc", quoted))
        .hasMessageContaining("quote");
  }

  @Test
  void records_of_json_are_found_by_paths() {
    String lines = "{\"a\":1,\"b\":{\"c\":[1,2,{\"d\":\"x\"}]}}\n{\"A\":2}\n";
    assertThat(json("SELECT * FROM S3Object", lines))
        .isEqualTo("{\"a\":1,\"b\":{\"c\":[1,2,{\"d\":\"x\"}]}}\n{\"A\":2}\n");
    assertThat(json("SELECT s.a, s.b.c[2].d FROM S3Object s", lines))
        .isEqualTo("{\"a\":1,\"d\":\"x\"}\n{\"a\":2}\n");
    assertThat(json("SELECT s.\"a\" FROM S3Object[*] s WHERE s.\"a\" IS MISSING", lines))
        .isEqualTo("{}\n");
    String document =
        "{\"rules\":[{\"id\":1,\"tags\":[\"x\",\"y\"]},{\"id\":2,\"tags\":[]}],\"z\":0}";
    assertThat(json("SELECT r.id FROM S3Object[*].rules[*] r WHERE r.id >= 2", document))
        .isEqualTo("{\"id\":2}\n");
    assertThat(json("SELECT t FROM S3Object[*].rules[*].tags[*] t", document))
        .isEqualTo("{\"_1\":\"x\"}\n{\"_1\":\"y\"}\n");
    assertThat(json("SELECT * FROM S3Object[*].rules[1]", document))
        .isEqualTo("{\"id\":2,\"tags\":[]}\n");
    assertThat(json("SELECT * FROM S3Object[*].nothing[*]", document)).isEmpty();
    assertThat(json("SELECT s['z'] FROM S3Object s", document)).isEqualTo("{\"z\":0}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1 + 2 * 3 - 4 / 2 | 5",
        "7 % 4 | 3",
        "-(2 - 5) | 3",
        "1.5 + 1 | 2.5",
        "1e1 * 2 | 20",
        "s.a[1].b * 2 | 5.00",
        "~'a' || 'b' || 1~ | \"ab1\"",
        "NULL + 1 | null",
        "1 = 1.0 | true",
        "'a' < 'b' AND NOT 1 > 2 | true",
        "NULL = NULL OR TRUE | true",
        "NULL AND FALSE | false",
        "NULL AND TRUE | null",
        "s.n IS NULL | true",
        "s.n IS MISSING | false",
        "s.x IS NOT MISSING | false",
        "2 BETWEEN 1 AND 3 | true",
        "5 NOT BETWEEN 1 AND 3 | true",
        "2 IN (1, 2) | true",
        "2 NOT IN (1, 3) | true",
        "'abc' LIKE 'a%_' | true",
        "'a%c' LIKE 'a!%c' ESCAPE '!' | true",
        "'abc' NOT LIKE 'a!%c' ESCAPE '!' | true",
        "CASE WHEN 1 > 2 THEN 'x' WHEN TRUE THEN 'y' ELSE 'z' END | \"y\"",
        "CASE 3 WHEN 1 THEN 'one' ELSE 'many' END | \"many\"",
        "COALESCE(s.n, s.x, 3) | 3",
        "NULLIF(1, 1) | null",
        "NULLIF(1, 2) | 1",
        "CHAR_LENGTH('häß') | 3",
        "~UPPER('aé') || LOWER('BC')~ | \"AÉbc\"",
        "SUBSTRING('123456789' FROM 4 FOR 3) | \"456\"",
        "SUBSTRING('123456789', 0, 3) | \"12\"",
        "SUBSTRING('123456789', 8) | \"89\"",
        "TRIM('  a ') | \"a\"",
        "TRIM(LEADING '1' FROM '11a1') | \"a1\"",
        "TRIM(BOTH '1x' FROM '1xax1') | \"a\"",
        "TRIM(TRAILING FROM 'a ') | \"a\"",
        "CAST('12' AS INT) + 1 | 13",
        "CAST('1.5' AS FLOAT) * 2 | 3",
        "CAST(1.9 AS INTEGER) | 1",
        "CAST('0.10' AS DECIMAL(5, 2)) | 0.10",
        "CAST('TRUE' AS BOOL) | true",
        "CAST(12 AS STRING) | \"12\"",
        "CAST('2007-04-05T14:30Z' AS TIMESTAMP) | \"2007-04-05T14:30Z\"",
        "TO_TIMESTAMP('2007T') | \"2007T\"",
        "EXTRACT(YEAR FROM TO_TIMESTAMP('2010-01-01T')) | 2010",
        "EXTRACT(TIMEZONE_HOUR FROM TO_TIMESTAMP('2010-01-01T10:00+07:30')) | 7",
        "DATE_ADD(year, 5, `2010-01-01T`) | \"2015-01-01T\"",
        "DATE_ADD(month, 14, `2010-01-01T`) | \"2011-03-01T\"",
        "DATE_DIFF(month, `2010-01-01T`, `2011-01-01T`) | 12",
        "DATE_DIFF(day, `2010-01-01T23:00Z`, `2010-01-02T01:00Z`) | 0",
        "TO_STRING(`1969-07-20T20:18Z`, 'MMMM d, y') | \"July 20, 1969\"",
        "TO_STRING(`1969-07-20T20:18Z`, 'M-d-yy h:m a X') | \"7-20-69 8:18 PM Z\"",
        "TO_STRING(`1969-07-20T20:18:00+08:00`, 'y-MM-dd''T''H:m:ssXXX') | \"1969-07-20T20:18:00+08:00\"",
        "UTCNOW() | \"2026-02-03T04:05:06.700Z\"",
        "SIZE(s.a) | 2",
        "MISSING IS NULL | true",
      })
  void expressions_have_values(String expression, String expected) {
    assertThat(value(expression)).isEqualTo("{\"v\":" + expected + "}\n");
  }

  @Test
  void aggregates_are_of_all_records() {
    assertThat(
            people(
                "SELECT COUNT(*), SUM(CAST(age AS INT)), AVG(CAST(age AS INT)), MIN(s.age), MAX(CAST(s.age AS FLOAT)) FROM S3Object s"))
        .isEqualTo("3,162,54,36,85\n");
    assertThat(people("SELECT COUNT(*) FROM S3Object WHERE age < 40")).isEqualTo("1\n");
    assertThat(people("SELECT SUM(age) / COUNT(*) + 1 FROM S3Object")).isEqualTo("55\n");
    assertThat(people("SELECT COUNT(*), MAX(age) FROM S3Object WHERE FALSE")).isEqualTo("0,\n");
    assertThat(json("SELECT COUNT(s.a) AS n FROM S3Object s", "{\"a\":1}{\"a\":null}{}"))
        .isEqualTo("{\"n\":1}\n");
    refused("SELECT name, COUNT(*) FROM S3Object", "UnsupportedSqlStructure");
    refused("SELECT COUNT(*) FROM S3Object WHERE COUNT(*) > 1", "UnsupportedSqlOperation");
    refused("SELECT SUM(COUNT(*)) FROM S3Object", "UnsupportedSqlStructure");
    refused("SELECT SUM(*) FROM S3Object", "ParseUnsupportedCallWithStar");
    refused("SELECT SUM(name) FROM S3Object", "InvalidDataType");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "DELETE FROM S3Object | ParseExpectedKeyword",
        "SELECT FROM S3Object | ParseEmptySelect",
        "SELECT name | ParseSelectMissingFrom",
        "SELECT * FROM other | InvalidDataSource",
        "SELECT *, name FROM S3Object | ParseAsteriskIsNotAloneInSelectList",
        "SELECT name FROM S3Object WHERE | ParseUnexpectedTerm",
        "SELECT name FROM S3Object WHERE name = | ParseUnexpectedTerm",
        "SELECT name FROM S3Object nonsense nonsense | ParseUnexpectedToken",
        "SELECT name FROM S3Object GROUP BY name | UnsupportedSyntax",
        "SELECT name FROM S3Object ORDER BY name | UnsupportedSyntax",
        "SELECT name FROM S3Object LIMIT x | ParseExpectedNumber",
        "SELECT name FROM S3Object LIMIT -1 | EvaluatorNegativeLimit",
        "SELECT FLOOR(1) FROM S3Object | UnsupportedFunction",
        "SELECT UPPER() FROM S3Object | EvaluatorInvalidArguments",
        "SELECT UPPER(1) FROM S3Object | IncorrectSqlFunctionArgumentType",
        "SELECT CAST(name AS) FROM S3Object | ParseExpectedTypeName",
        "SELECT CAST(name AS INT) FROM S3Object | CastFailed",
        "SELECT name + 1 FROM S3Object | InvalidDataType",
        "SELECT 1 / 0 FROM S3Object | EvaluatorInvalidArguments",
        "SELECT 9223372036854775807 + 1 FROM S3Object | IntegerOverflow",
        "SELECT 'open FROM S3Object | LexerInvalidLiteral",
        "SELECT name FROM S3Object WHERE name ? 1 | LexerInvalidChar",
        "SELECT name FROM S3Object WHERE name ! 1 | LexerInvalidOperator",
        "SELECT `nope` FROM S3Object | LexerInvalidIONLiteral",
        "SELECT EXTRACT(week FROM UTCNOW()) FROM S3Object | ParseExpectedDatePart",
        "SELECT TO_TIMESTAMP('x') FROM S3Object | ValueParseFailure",
        "SELECT TO_STRING(UTCNOW(), 'Q') FROM S3Object | EvaluatorInvalidTimestampFormatPattern",
        "SELECT name FROM S3Object WHERE name LIKE 'a!' ESCAPE '!' | LikeInvalidInputs",
        "SELECT CASE END FROM S3Object | ParseUnexpectedKeyword",
      })
  void what_is_no_query_is_refused_by_aws_codes(String sql, String code) {
    refused(sql, code);
  }

  @Test
  void hostile_queries_and_records_are_bounded() {
    refused(
        "SELECT " + "(".repeat(5_000) + "1" + ")".repeat(5_000) + " FROM S3Object",
        "UnsupportedSyntax");
    refused("SELECT 1" + "+1".repeat(50_000) + " FROM S3Object", "UnsupportedSyntax");
    refused("SELECT " + "NOT ".repeat(50_000) + "TRUE FROM S3Object", "UnsupportedSyntax");
    refused("SELECT '" + "x".repeat(300_000) + "' FROM S3Object", "ExpressionTooLong");
    assertThatThrownBy(() -> json("SELECT * FROM S3Object", "[".repeat(100_000)))
        .asInstanceOf(type(SelectException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo("JSONParsingError"));
    assertThatThrownBy(
            () -> csv("SELECT * FROM S3Object", "x".repeat(2 << 20), format(CsvFormat.Header.NONE)))
        .asInstanceOf(type(SelectException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo("OverMaxRecordSize"));
    assertThat(json("SELECT s.a * 10 AS v FROM S3Object s", "{\"a\":1e999999999}"))
        .isEqualTo("{\"v\":null}\n");
    String long1 = "a".repeat(50_000);
    long began = System.nanoTime();
    assertThat(Like.matches(long1, "%a".repeat(500) + "b", null)).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }
}
