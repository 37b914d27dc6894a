package dev.cloudjar.store;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name under which {@link RecordCodec} stores a record of a sealed interface, a record's member
 * or an enum's constant, where it is not the name in the source: so that the source can be renamed
 * and old rows still be read.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface StoredName {
  String value();
}
