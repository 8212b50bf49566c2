package org.iccm.examples.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the modules apart as the design says. */
@AnalyzeClasses(packages = "org.iccm", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String[] LEAVES = {
    "org.iccm.orchestra..",
    "org.iccm.harness..",
    "org.iccm.embeddings..",
    "org.iccm.training..",
    "org.iccm.validation.."
  };

  @ArchTest
  static final ArchRule API_KNOWS_ONLY_JAVA_SLF4J_AND_JSPECIFY =
      classes()
          .that()
          .resideInAPackage("org.iccm.api..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.slf4j..", "org.jspecify..", "org.iccm.api..");

  @ArchTest
  static final ArchRule CORE_KNOWS_NO_MODULE_BUT_API =
      noClasses()
          .that()
          .resideInAPackage("org.iccm.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(LEAVES);

  @ArchTest
  static final ArchRule MODULES_MEET_IN_INTERFACES =
      slices()
          .matching("org.iccm.(orchestra|harness|embeddings|training|validation)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule EMBEDDINGS_KNOW_THE_API_ALONE =
      noClasses()
          .that()
          .resideInAPackage("org.iccm.embeddings..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.iccm.core..");

  @ArchTest
  static final ArchRule TESTKIT_KNOWS_THE_API_ALONE =
      noClasses()
          .that()
          .resideInAPackage("org.iccm.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.iccm.core..",
              "org.iccm.orchestra..",
              "org.iccm.harness..",
              "org.iccm.embeddings..",
              "org.iccm.training..",
              "org.iccm.validation..");

  @ArchTest
  static final ArchRule JSON_STAYS_INSIDE =
      noClasses()
          .that()
          .resideInAPackage("org.iccm.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml..", "org.jdbi..", "okhttp3..");

  @ArchTest
  static final ArchRule NO_STATIC_MUTABLE_STATE =
      fields()
          .that()
          .areStatic()
          .and()
          .doNotHaveModifier(JavaModifier.SYNTHETIC)
          .should()
          .beFinal();

  @ArchTest
  static final ArchRule NO_VAGUE_NAMES =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES_IN_CORE =
      slices().matching("org.iccm.core.(*)..").should().beFreeOfCycles();
}
