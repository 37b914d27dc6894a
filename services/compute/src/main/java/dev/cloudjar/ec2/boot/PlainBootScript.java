package dev.cloudjar.ec2.boot;

import dev.cloudjar.ec2.boot.UserData.Kind;
import dev.cloudjar.ec2.boot.UserData.Part;
import java.util.List;
import java.util.Optional;

/**
 * What an instance runs that is a plain process of this machine: the scripts of its user data,
 * once, in its home and without being root. It says first what it is, and what it doesn't do.
 */
public final class PlainBootScript {
  private PlainBootScript() {}

  /**
   * The script.
   *
   * @param instanceId whose first start it may be
   * @param userData what was given with the instance
   */
  public static String of(String instanceId, Optional<byte[]> userData) {
    StringBuilder script = new StringBuilder(beginning(instanceId));
    List<Part> parts = userData.map(UserData::of).map(UserData::parts).orElse(List.of());
    int number = 0;
    for (Part part : parts) {
      number++;
      script.append(
          part.kind() == Kind.SCRIPT
              ? BootScript.run("part-%03d".formatted(number), part.text())
              : "echo 'cloud-init: part %d of the user data is no script, and takes a real machine'\n"
                  .formatted(number));
    }
    return script.append("touch \"$instance/boot-finished\"\nfi\n").toString();
  }

  private static String beginning(String instanceId) {
    return """
    user=$(id -un 2>/dev/null) || user=$(id -u)
    cat <<END
    This instance is a process of this machine, which nothing keeps apart. It runs as $user,
    at home in $HOME, and sees this machine's files, processes and network.
    It has no addresses, users, disks, metadata or limits of its own, and no ssh; security groups hold nothing up.
    END
    instance=$HOME/.cloud/%1$s
    if [ ! -e "$instance/boot-finished" ]; then
    mkdir -p "$instance/scripts"
    echo "Cloud-init: first start of %1$s"
    """
        .formatted(instanceId);
  }
}
