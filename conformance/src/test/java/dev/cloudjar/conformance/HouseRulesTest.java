package dev.cloudjar.conformance;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import java.util.Random;
import java.util.Set;

/** Who may know whom, and what nobody may do. */
@AnalyzeClasses(packages = "dev.cloudjar", importOptions = ImportOption.DoNotIncludeTests.class)
final class HouseRulesTest {
  private static final String OURS = "dev.cloudjar.";
  private static final Set<String> FOUNDATIONS =
      Set.of(
          "app",
          "catalog",
          "cloud",
          "conformance",
          "fabric",
          "gateway",
          "junit",
          "policy",
          "store",
          "wire",
          "bench");

  @ArchTest
  static final ArchRule theStoreKnowsOnlyItsEngines =
      noClasses()
          .that()
          .resideInAPackage("dev.cloudjar.store..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.cloudjar..")
                  .and(JavaClass.Predicates.resideOutsideOfPackage("dev.cloudjar.store.."))
                  .or(resideInAnyPackage("software.amazon..", "io.netty..")));

  @ArchTest
  static final ArchRule theMachineRoomKnowsOnlyTheJdk =
      noClasses()
          .that()
          .resideInAPackage("dev.cloudjar.fabric..")
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideOutsideOfPackages(
                  "dev.cloudjar.fabric..", "java..", "org.jspecify.."));

  @ArchTest
  static final ArchRule policiesKnowOnlyJsonAndTheJdk =
      noClasses()
          .that()
          .resideInAPackage("dev.cloudjar.policy..")
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideOutsideOfPackages(
                  "dev.cloudjar.policy..", "java..", "tools.jackson..", "org.jspecify.."));

  @ArchTest
  static final ArchRule theWireKnowsOnlyTheCatalog =
      noClasses()
          .that()
          .resideInAPackage("dev.cloudjar.wire..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.cloudjar..")
                  .and(
                      JavaClass.Predicates.resideOutsideOfPackages(
                          "dev.cloudjar.wire..", "dev.cloudjar.catalog.."))
                  .or(resideInAnyPackage("software.amazon.awssdk.services..", "io.netty..")));

  @ArchTest
  static final ArchRule theCatalogKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage("dev.cloudjar.catalog..")
          .and()
          // The compiler is seen where the catalog is not packed yet, and is in no jar.
          .resideOutsideOfPackage("dev.cloudjar.catalog.compiler..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.cloudjar..")
                  .and(JavaClass.Predicates.resideOutsideOfPackage("dev.cloudjar.catalog.."))
                  .or(resideInAnyPackage("software.amazon..", "io.netty..")));

  @ArchTest
  static final ArchRule cloudKnowsTheStoreAndTheCoreOfTheSdk =
      noClasses()
          .that()
          .resideInAPackage("dev.cloudjar.cloud..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.cloudjar..")
                  .and(
                      JavaClass.Predicates.resideOutsideOfPackages(
                          "dev.cloudjar.cloud..",
                          "dev.cloudjar.policy..",
                          "dev.cloudjar.store..",
                          "dev.cloudjar.fabric"))
                  .or(resideInAnyPackage("software.amazon.awssdk.services..", "io.netty..")));

  @ArchTest
  static final ArchRule roomsKnowOnlyTheCloudAndTheStore =
      classes().that(areInARoom()).should(knowOnlyTheirOwnRoom());

  @ArchTest
  static final ArchRule onlyTheRoomItselfIsPublic =
      noClasses()
          .that(areDirectlyInARoom())
          .and()
          .haveSimpleNameNotEndingWith("Room")
          .and()
          .areTopLevelClasses()
          .and()
          .doNotHaveSimpleName("package-info")
          .should()
          .bePublic();

  @ArchTest
  static final ArchRule shapesOfTheSdkStayAtTheWallsOfARoom =
      noClasses()
          .that(areInARoom())
          .and(
              com.tngtech.archunit.base.DescribedPredicate.not(
                  belongsTo("Room").or(belongsTo("Operations")).or(belongsTo("Faults"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon.awssdk.services..");

  @ArchTest
  static final ArchRule timeAndChanceComeFromTheCloud =
      noClasses()
          .that(
              JavaClass.Predicates.resideOutsideOfPackages(
                  "dev.cloudjar.cloud..",
                  "dev.cloudjar.fabric..",
                  "dev.cloudjar.app..",
                  "dev.cloudjar.bench.."))
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callConstructor(Random.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.cloudjar.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses()
          .should()
          .haveSimpleName("Utils")
          .orShould()
          .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$");

  private HouseRulesTest() {}

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> areInARoom() {
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        "are in a room", type -> room(type) != null);
  }

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> areDirectlyInARoom() {
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        "are directly in a room",
        type -> room(type) != null && type.getPackageName().equals("dev.cloudjar." + room(type)));
  }

  /** A class of that kind, or one nested in it. */
  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> belongsTo(String suffix) {
    return com.tngtech.archunit.base.DescribedPredicate.describe(
        "belong to a *" + suffix,
        type -> {
          JavaClass outermost = type;
          while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
          }
          return simpleNameEndingWith(suffix).test(outermost);
        });
  }

  private static ArchCondition<JavaClass> knowOnlyTheirOwnRoom() {
    return new ArchCondition<>(
        "know only their own room, the cloud, the store and the fabric's ports") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String own = "dev.cloudjar." + room(type);
        for (var dependency : type.getDirectDependenciesFromSelf()) {
          String target = dependency.getTargetClass().getPackageName();
          boolean ours = target.startsWith("dev.cloudjar.");
          boolean allowed =
              target.equals(own)
                  || target.startsWith(own + ".")
                  || target.startsWith("dev.cloudjar.cloud")
                  || target.startsWith("dev.cloudjar.policy")
                  || target.startsWith("dev.cloudjar.store")
                  || target.equals("dev.cloudjar.fabric");
          if ((ours && !allowed) || target.startsWith("io.netty")) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  /** The name of the room that a class is in, or null. */
  private static String room(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(OURS)) {
      return null;
    }
    int end = name.indexOf('.', OURS.length());
    String label = name.substring(OURS.length(), end < 0 ? name.length() : end);
    return FOUNDATIONS.contains(label) ? null : label;
  }
}
