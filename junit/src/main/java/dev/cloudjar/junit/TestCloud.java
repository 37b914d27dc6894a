package dev.cloudjar.junit;

import dev.cloudjar.cloud.DecisionObserver;
import dev.cloudjar.fabric.MachineRoom;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The cloud as one test sees it: with an account of its own. */
public final class TestCloud implements AutoCloseable {
  private final RunningCloud running;
  private final String accountId;
  private final TestClock clock;
  private final AtomicInteger names = new AtomicInteger();
  private final Deque<SdkAutoCloseable> clients = new ArrayDeque<>();

  TestCloud(RunningCloud running) {
    this.running = running;
    this.accountId = running.newAccountId();
    this.clock = new TestClock(running::clock);
  }

  /** Where clients that the test makes itself, or other programs, reach the cloud. */
  public URI endpoint() {
    return running.endpoint();
  }

  /** The port of {@link #endpoint} on the loopback interface. */
  public int port() {
    return running.endpoint().getPort();
  }

  /** The Region that clients call. */
  public Region region() {
    return running.region();
  }

  /** The test's account, 12 digits. */
  public String accountId() {
    return accountId;
  }

  /** An account that nobody has used before, 12 digits. */
  public String newAccountId() {
    return running.newAccountId();
  }

  /** The credentials of the root of the test's account. */
  public AwsCredentialsProvider credentials() {
    return credentialsOf(accountId);
  }

  /** The credentials of the root of any account. */
  public AwsCredentialsProvider credentialsOf(String anyAccountId) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(anyAccountId, "test"));
  }

  /**
   * A name that no other test has, such as for an S3 bucket.
   *
   * @param prefix what it begins with
   */
  public String unique(String prefix) {
    return prefix + "-" + accountId + "-" + names.incrementAndGet();
  }

  /** The cloud's clock. */
  public TestClock clock() {
    return clock;
  }

  /**
   * A client for the root of the test's account, closed after the test.
   *
   * @param type such as {@code SqsClient.class}
   */
  public <C> C client(Class<C> type) {
    return client(type, credentials());
  }

  /** A client with other credentials, closed after the test. */
  public <C> C client(Class<C> type, AwsCredentialsProvider credentials) {
    return keep(new SdkClients(running, credentials, running.inProcess()).make(type));
  }

  /** A client over a real socket, closed after the test. */
  public <C> C clientOverSocket(Class<C> type, AwsCredentialsProvider credentials) {
    return keep(new SdkClients(running, credentials, new HttpClients.OverSockets()).make(type));
  }

  /**
   * Tells of everything that the gate decides, whoever calls, until the test ends or the cloud is
   * restarted.
   */
  public void watchDecisions(DecisionObserver observer) {
    keep((SdkAutoCloseable) () -> running.decisions().unwatch(observer));
    running.decisions().watch(observer);
  }

  /** The networks and machines that there really are, to look at them from within. */
  public MachineRoom machineRoom() {
    return running.machineRoom();
  }

  /** Closes the cloud and opens it again over the same data; clients go on working. */
  public void restart() {
    running.restart();
  }

  /** The directories of the cloud's zones, which may be destroyed; none but with Data.ZONES. */
  public List<Path> zones() {
    return running.zones();
  }

  @Override
  public void close() {
    clock.release();
    synchronized (clients) {
      while (!clients.isEmpty()) {
        clients.removeLast().close();
      }
    }
  }

  private <C> C keep(C client) {
    if (client instanceof SdkAutoCloseable closeable) {
      synchronized (clients) {
        clients.addLast(closeable);
      }
    }
    return client;
  }
}
