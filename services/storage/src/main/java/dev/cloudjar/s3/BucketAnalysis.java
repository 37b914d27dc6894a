package dev.cloudjar.s3;

import dev.cloudjar.cloud.Call;
import dev.cloudjar.cloud.Clock;
import dev.cloudjar.cloud.Fault;
import dev.cloudjar.cloud.Work;
import dev.cloudjar.s3.AnalysedBuckets.Analysed;
import dev.cloudjar.s3.BucketInventory.Subject;
import dev.cloudjar.s3.Document.Structure;
import dev.cloudjar.store.Snapshot;
import dev.cloudjar.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Which analyses buckets are to have. One that is not exported has no reader but AWS's console, so
 * nothing is gathered for it.
 */
final class BucketAnalysis implements ConfigurationActor {
  static final String KIND = "s3:write-analysis";

  private static final int MAX_CONFIGURATIONS = 1_000;

  private final Work work;
  private final Clock clock;
  private final ConfigurationStore configurations;
  private final AnalysedBuckets analysed;
  private final AnalysisStore analyses;

  BucketAnalysis(
      Work work,
      Clock clock,
      ConfigurationStore configurations,
      AnalysedBuckets analysed,
      AnalysisStore analyses) {
    this.work = work;
    this.clock = clock;
    this.configurations = configurations;
    this.analysed = analysed;
    this.analyses = analyses;
  }

  @Override
  public void check(Call call, Snapshot snapshot, Bucket bucket, Structure document) {
    checkForm(document);
    AnalysisPlan plan = AnalysisPlan.of(document);
    if (plan.exported() && plan.destination().isEmpty()) {
      throw Fault.of(
          400,
          "InvalidS3DestinationBucket",
          "Invalid bucket ARN. Destination bucket ARN expected.");
    }
    String kind = ConfigurationKind.ANALYTICS.name();
    if (configurations.find(snapshot, bucket, kind, plan.id()) == null
        && configurations.list(snapshot, bucket, kind, "", MAX_CONFIGURATIONS).size()
            >= MAX_CONFIGURATIONS) {
      throw Fault.of(
          400,
          "TooManyConfigurations",
          "You are attempting to create a new configuration but have already reached the"
              + " 1,000-configuration limit.");
    }
  }

  private static void checkForm(Structure document) {
    if (!(document.member("StorageClassAnalysis") instanceof Structure analysis)
        || LifecycleDocuments.structure(document, "Filter").members().size() > 1) {
      throw S3Faults.malformedXml();
    }
    if (analysis.member("DataExport") == null) {
      return;
    }
    Structure export = AnalysisPlan.export(document);
    Structure destination = LifecycleDocuments.structure(export, "Destination");
    Structure bucket = LifecycleDocuments.structure(destination, "S3BucketDestination");
    if (!"V_1".equals(export.text("OutputSchemaVersion")) || !"CSV".equals(bucket.text("Format"))) {
      throw S3Faults.malformedXml();
    }
  }

  @Override
  public void changed(
      Transaction transaction, Bucket bucket, String id, @Nullable Structure document) {
    Subject subject =
        new Subject(Partition.of(bucket.region()), bucket.name(), bucket.number(), id);
    AnalysisPlan plan = document == null ? null : AnalysisPlan.of(document);
    Analysed before = analysed.find(transaction, subject);
    if (plan == null || !plan.exported()) {
      work.cancel(transaction, KIND, subject.name());
      analysed.remove(transaction, subject);
      analyses.delete(transaction, subject);
      return;
    }
    Analysed now = new Analysed(subject, plan.prefix(), plan.tags());
    if (now.equals(before)) {
      return;
    }
    // What was observed of other objects says nothing about these.
    analyses.delete(transaction, subject);
    analysed.put(transaction, now);
    work.schedule(
        transaction,
        KIND,
        subject.name(),
        AnalysisPlan.first(clock.now()),
        BucketInventory.PAYLOAD.write(subject));
  }
}
