package dev.cloudjar.junit;

import dev.cloudjar.cloud.Room;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts a cloud inside the test's JVM and hands its tests whatever they need of it as parameters
 * of constructors, tests and lifecycle methods:
 *
 * <ul>
 *   <li>any client of the AWS SDK for Java v2, such as {@code SqsClient} or {@code S3AsyncClient},
 *       and {@code S3Presigner}; closed after the test;
 *   <li>{@link TestClock}, which moves the cloud's time;
 *   <li>{@link TestCloud}, for everything else.
 * </ul>
 *
 * <p>Each test has an AWS account of its own, so that tests see nothing of each other, also when
 * they run in parallel. Parameters of {@code @BeforeAll} methods give the whole class one account.
 * What is global on AWS is global here, too: use {@link TestCloud#unique} to name S3 buckets.
 *
 * <p>The cloud is started once and shared by all test classes whose settings are equal, and so is
 * its clock. A class that moves the clock while others run in parallel should have a cloud of its
 * own, see {@link #shared}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(CloudjarExtension.class)
public @interface CloudjarTest {

  /**
   * The services that the cloud has: rooms named after their service, such as {@code SqsRoom}.
   * Unless told, all that are on the class path.
   */
  Class<? extends Room>[] rooms() default {};

  /** Where the cloud keeps what it is given. */
  Data data() default Data.MEMORY;

  /** Whether the cloud is shared with other test classes that ask for the same. */
  boolean shared() default true;

  /** Whether access keys that the cloud has not given out are refused. */
  boolean strict() default false;

  /**
   * What is wanted of single rooms, as options of {@code cloudjar start} without their dashes, such
   * as {@code s3-request-rates=3500,5500}.
   */
  String[] settings() default {};

  /** The Region that clients call. */
  String region() default "us-east-1";
}
