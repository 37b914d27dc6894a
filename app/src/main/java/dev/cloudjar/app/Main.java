package dev.cloudjar.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "cloudjar",
    description = "An AWS that runs in one Java process.",
    subcommands = {
      StartCommand.class,
      StopCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      ResetCommand.class,
      DoctorCommand.class,
      CoverageCommand.class,
      ClockCommand.class,
      ExplainCommand.class,
      WhyBlockedCommand.class,
      LearnCommand.class,
      AwsCommand.class,
      WithinCommand.class,
      RehearseCommand.class,
      TokenCommand.class,
      ZonesCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "First steps: cloudjar start, then in another terminal: cloudjar aws s3 mb s3://my-bucket"
    })
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (!(failure instanceof CommandFailure)) {
                throw failure;
              }
              command.getErr().println(failure.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            });
  }
}
