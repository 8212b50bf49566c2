package org.iccm.training.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/**
 * Holds the module to what is asked of it alone; LayersTest in iccm-examples holds it to the rest.
 */
@AnalyzeClasses(
    packages = "org.iccm.training",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NO_TENSOR_AND_NO_JSON_IN_A_SIGNATURE =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .arePublic()
          .and()
          .arePublic()
          .should(
              new ArchCondition<JavaMethod>("name no type of DJL or Jackson") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                  Stream.concat(
                          Stream.of(method.getRawReturnType()),
                          method.getRawParameterTypes().stream())
                      .map(JavaClass::getBaseComponentType)
                      .filter(
                          type ->
                              type.getPackageName().startsWith("ai.djl")
                                  || type.getPackageName().startsWith("com.fasterxml"))
                      .forEach(
                          type ->
                              events.add(
                                  SimpleConditionEvent.violated(
                                      method, method.getFullName() + " names " + type.getName())));
                }
              });
}
