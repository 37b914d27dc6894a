package dev.cloudjar.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** As {@link Behaviour}, for a test that proves all of a behaviour but what it says. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface BehaviourPart {
  String[] value();

  /** What of them it doesn't prove, such as {@code databases}. */
  String without();
}
