package dev.cloudjar.s3;

import dev.cloudjar.s3.AnalysisStore.Day;
import dev.cloudjar.s3.AnalysisStore.Line;
import dev.cloudjar.s3.AnalysisStore.Transfer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The file of an analysis: by age group, all together last, and within each by day. */
final class AnalysisFile {
  private static final String TITLES =
      "Date,ConfigId,Filter,StorageClass,ObjectAge,ObjectCount,DataUploaded_MB,Storage_MB,"
          + "DataRetrieved_MB,GetRequestCount,CumulativeAccessRatio,ObjectAgeForSIATransition,"
          + "RecommendedObjectAgeForSIATransition\n";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MM-dd-yyyy", Locale.ROOT);
  private static final BigDecimal MEGABYTE = BigDecimal.valueOf(1L << 20);
  private static final int DIGITS = 6;

  private final AnalysisPlan plan;
  private final List<Day> days;
  private final StringBuilder text = new StringBuilder(TITLES);

  private AnalysisFile(AnalysisPlan plan, List<Day> days) {
    this.plan = plan;
    this.days = days;
  }

  /**
   * @param days the first one first
   */
  static byte[] of(AnalysisPlan plan, List<Day> days) {
    AnalysisFile file = new AnalysisFile(plan, days);
    for (int age = 0; age <= AnalysisAge.SMALL; age++) {
      for (int i = 0; i < days.size(); i++) {
        file.add(i, age);
      }
    }
    return file.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void add(int number, int age) {
    Day day = days.get(number);
    SortedSet<String> classes = new TreeSet<>(List.of(AnalysisAdvice.STANDARD));
    day.lines().forEach(line -> classes.add(line.storageClass()));
    List<Day> window = AnalysisAdvice.window(day, days.subList(0, number));
    for (String storageClass : classes) {
      List<Line> lines =
          day.lines().stream()
              .filter(it -> it.storageClass().equals(storageClass))
              .filter(it -> age == AnalysisAge.SMALL || it.age() == age)
              .toList();
      Transfer transfer = lines.stream().map(Line::transfer).reduce(Transfer.NONE, Transfer::plus);
      boolean advised = age == AnalysisAge.SMALL && storageClass.equals(AnalysisAdvice.STANDARD);
      Stream<String> values =
          Stream.of(
              DATE.format(LocalDate.ofEpochDay(day.epochDay())),
              quoted(plan.id()),
              quoted(plan.filter()),
              storageClass,
              AnalysisAge.name(age),
              String.valueOf(lines.stream().mapToLong(Line::objects).sum()),
              megabytes(transfer.uploadedBytes()),
              megabytes(lines.stream().mapToLong(Line::storedBytes).sum()),
              megabytes(transfer.retrievedBytes()),
              String.valueOf(transfer.gets()),
              plain(BigDecimal.valueOf(AnalysisAdvice.ratio(window, storageClass, age))),
              advised ? days(day.observedDays()) : "",
              advised ? days(day.recommendedDays()) : "");
      text.append(String.join(",", values.toList())).append('\n');
    }
  }

  private static String days(int days) {
    return days == 0 ? "" : String.valueOf(days);
  }

  private static String megabytes(long bytes) {
    return plain(BigDecimal.valueOf(bytes).divide(MEGABYTE, DIGITS, RoundingMode.HALF_UP));
  }

  private static String plain(BigDecimal value) {
    return value.setScale(DIGITS, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
  }

  private static String quoted(String value) {
    return value.chars().anyMatch(it -> it == ',' || it == '"' || it == '\n' || it == '\r')
        ? '"' + value.replace("\"", "\"\"") + '"'
        : value;
  }
}
