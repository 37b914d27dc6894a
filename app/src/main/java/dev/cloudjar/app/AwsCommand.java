package dev.cloudjar.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/**
 * The launcher answers {@code cloudjar aws} without a JVM; this is for those who run the jar
 * itself.
 */
@Command(
    name = "aws",
    description = "Runs your own AWS CLI against the cloud, such as: cloudjar aws sqs list-queues",
    mixinStandardHelpOptions = false)
final class AwsCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Unmatched private List<String> more = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    String endpoint = endpoint();
    // By option too: AWS CLI 1 does not heed the variable for SQS.
    List<String> command = new ArrayList<>(List.of("aws", "--endpoint-url", endpoint));
    command.addAll(arguments);
    command.addAll(more);
    ProcessBuilder process = new ProcessBuilder(command).inheritIO();
    process.environment().putAll(Map.copyOf(ClientEnvironment.of(endpoint, process.environment())));
    try {
      return process.start().waitFor();
    } catch (IOException e) {
      throw new CommandFailure(
          "cloudjar aws runs your own AWS CLI, and there is no 'aws' on the PATH. Get it from https://docs.aws.amazon.com/cli/");
    }
  }

  private static String endpoint() throws IOException {
    return RunRecord.running(Installation.ofThisUser()).stream()
        .findFirst()
        .map(record -> record.endpoint().toString())
        .orElse("http://127.0.0.1:4566");
  }
}
