package org.iccm.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Hands tests a wired {@link org.iccm.api.Iccm}, as {@link IccmExtension} says. Put it on a class,
 * next to or above its {@code @Test} methods.
 *
 * @since 0.1.0
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(IccmExtension.class)
public @interface IccmTest {
  /**
   * Who sets up the Iccm, before a {@link CustomizesIccm} method of the test class does.
   *
   * @return a class with a public constructor without arguments
   */
  Class<? extends IccmCustomizer> customizer() default IccmCustomizer.Nothing.class;
}
