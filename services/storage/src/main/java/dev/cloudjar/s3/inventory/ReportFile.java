package dev.cloudjar.s3.inventory;

import java.util.List;
import java.util.stream.Collectors;

/** A file of a report while it is made. It is kept in memory, so it is ended before it is large. */
public sealed interface ReportFile permits CsvFile, ParquetFile {

  /** The forms of reports that are made. */
  enum Form {
    CSV("CSV", ".csv.gz"),
    PARQUET("Parquet", ".parquet");

    private final String title;
    private final String extension;

    Form(String title, String extension) {
      this.title = title;
      this.extension = extension;
    }

    public String title() {
      return title;
    }

    public String extension() {
      return extension;
    }

    /** An empty file. */
    public ReportFile begin(List<InventoryField> fields) {
      return this == CSV ? new CsvFile(fields) : new ParquetFile(fields);
    }

    /** What the manifest says of the columns. */
    public String schema(List<InventoryField> fields) {
      return this == CSV
          ? fields.stream().map(InventoryField::title).collect(Collectors.joining(", "))
          : fields.stream()
              .map(it -> it.definition() + ";")
              .collect(Collectors.joining(" ", "message s3.inventory { ", "}"));
    }
  }

  void add(InventoryRow row);

  /** About how much memory it takes. */
  long sizeBytes();

  /** The whole file. Nothing can be added any more. */
  byte[] finish();
}
