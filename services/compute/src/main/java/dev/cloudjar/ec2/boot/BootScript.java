package dev.cloudjar.ec2.boot;

import dev.cloudjar.ec2.boot.UserData.Kind;
import dev.cloudjar.ec2.boot.UserData.Part;
import java.util.List;
import java.util.Optional;

/**
 * What a machine runs when its network is up. User data is run once for each instance, so also by
 * one that was started from an image of another.
 */
public final class BootScript {
  /** Who logs in on Debian's cloud images. */
  static final String USER = "admin";

  /**
   * Who may log in by EC2 Instance Connect: sshd asks a program, which asks the metadata. It needs
   * nothing but Debian's bash.
   */
  private static final String ASKING =
      """
      asking=/usr/lib/instance-connect/authorized-keys
      if [ -d /etc/ssh/sshd_config.d ] && [ ! -e "$asking" ]; then
      mkdir -p "${asking%/*}"
      cat >"$asking" <<'END'
      #!/bin/bash
      # The keys that EC2 Instance Connect has for a user at the moment.
      ask() {
        exec 3<>/dev/tcp/169.254.169.254/80 || exit
        printf '%s /latest/%s HTTP/1.1\\r\\nHost: 169.254.169.254\\r\\n%s: %s\\r\\nConnection: close\\r\\n\\r\\n' "$@" >&3
        answer=$(cat <&3)
        [[ $answer == 'HTTP/1.1 200 '* ]] && printf '%s\\n' "${answer#*$'\\r\\n\\r\\n'}"
      }
      token=$(ask PUT api/token X-aws-ec2-metadata-token-ttl-seconds 60)
      ask GET "meta-data/managed-ssh-keys/active-keys/$1" X-aws-ec2-metadata-token "$token"
      exit 0
      END
      chmod 755 "$asking"
      printf '%s\\n' "AuthorizedKeysCommand $asking %u" 'AuthorizedKeysCommandUser nobody' \\
        >/etc/ssh/sshd_config.d/60-instance-connect.conf
      fi
      """;

  private static final String KEYS =
      """
      if [ ! -e "$instance/keys" ]; then
        rm -f /etc/ssh/ssh_host_*
        ssh-keygen -A >/dev/null && touch "$instance/keys"
      fi
      [ ! -x /usr/sbin/sshd ] || /usr/sbin/sshd
      """;

  /**
   * What {@code update-ca-certificates} would do, for one certificate and in no time; what does it
   * again finds the certificate at its place.
   */
  private static final String TRUST =
      """
      trusted=/usr/local/share/ca-certificates/cloud.crt
      [ ! -d /etc/ssl/certs ] || [ -e "$trusted" ] || {
      mkdir -p "${trusted%/*}"
      {
      """;

  private static final String TRUSTED =
      """
      } >"$trusted"
      cat "$trusted" >>/etc/ssl/certs/ca-certificates.crt
      hash=$(openssl x509 -hash -noout -in "$trusted") &&
        ln -sfn "$trusted" "/etc/ssl/certs/$hash.0"
      } 2>/dev/null
      """;

  /** What Debian runs at each start; on the first there is none but an image's own. */
  private static final String LOCAL =
      """
      [ ! -x /etc/rc.local ] || /etc/rc.local >>/var/log/rc.local.log 2>&1 </dev/null &
      """;

  private BootScript() {}

  /**
   * The script.
   *
   * @param instanceId whose first start it may be
   * @param domain of private names
   * @param nameServer who knows them
   * @param authority the certificate that machines trust beside those of the image; empty for none
   * @param key who may log in, as OpenSSH writes it
   * @param userData what was given with the instance
   */
  public static String of(
      String instanceId,
      String domain,
      String nameServer,
      String authority,
      Optional<String> key,
      Optional<byte[]> userData) {
    StringBuilder script = new StringBuilder(beginning(instanceId, domain, nameServer));
    if (!authority.isEmpty()) {
      script.append(TRUST).append(Shell.print(authority)).append(TRUSTED);
    }
    List<Part> parts = userData.map(UserData::of).map(UserData::parts).orElse(List.of());
    parts.stream()
        .filter(it -> it.kind() == Kind.CLOUD_CONFIG)
        .forEach(it -> script.append(CloudConfig.of(it.text()).everyStart()));
    int number = 0;
    for (Part part : parts) {
      number++;
      if (part.kind() == Kind.BOOT_HOOK) {
        script.append(run("boothook-%03d".formatted(number), part.text()));
      }
    }
    key.ifPresent(it -> CloudConfig.authorize(script, USER, it));
    script.append(ASKING).append(KEYS).append(LOCAL);
    // The console shows the log, rather than being written to: what user data leaves running would
    // hold on to a pipe, and the start would never be finished.
    script.append(
        """
        if [ ! -e "$instance/boot-finished" ]; then
        log=/var/log/cloud-init-output.log
        touch "$log"
        # Asked here: what is written with tail is worked out beside what goes on.
        before=$(stat -c %s "$log")
        tail -c +$((before + 1)) -f "$log" &
        shown=$!
        {
        """);
    once(script, parts);
    script.append(
        """
        } >>"$log" 2>&1 </dev/null
        touch "$instance/boot-finished"
        { sleep 2; kill $shown; } >/dev/null 2>&1 &
        fi
        """);
    return script.toString();
  }

  private static String beginning(String instanceId, String domain, String nameServer) {
    return """
    #!/bin/sh
    # Written anew before each start of the instance.
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    export HOME=/root LANG=C.UTF-8
    instance=/var/lib/cloud/instances/%1$s
    mkdir -p "$instance/scripts" /run/sshd /var/log
    ln -sfn "$instance" /var/lib/cloud/instance
    authorize() {
      home=$(getent passwd "$1" | cut -d: -f6)
      [ -n "$home" ] || { echo "cloud-init: there is no user $1"; return; }
      mkdir -p "$home/.ssh"
      grep -qxF "$2" "$home/.ssh/authorized_keys" 2>/dev/null ||
        echo "$2" >>"$home/.ssh/authorized_keys"
      chmod 700 "$home/.ssh"; chmod 600 "$home/.ssh/authorized_keys"
      chown -R "$1:" "$home/.ssh"
    }
    rm -f /etc/resolv.conf
    printf 'search %%s\\nnameserver %%s\\n' %2$s %3$s >/etc/resolv.conf
    grep -q "$(hostname)" /etc/hosts 2>/dev/null || echo "127.0.1.1 $(hostname)" >>/etc/hosts
    """
        .formatted(instanceId, Shell.quote(domain), Shell.quote(nameServer));
  }

  private static void once(StringBuilder script, List<Part> parts) {
    script.append("echo \"Cloud-init: first start of ${instance##*/}\"\n");
    parts.stream()
        .filter(it -> it.kind() == Kind.CLOUD_CONFIG)
        .forEach(it -> script.append(CloudConfig.of(it.text()).firstStart()));
    int number = 0;
    for (Part part : parts) {
      number++;
      if (part.kind() == Kind.SCRIPT) {
        script.append(run("part-%03d".formatted(number), part.text()));
      } else if (part.kind() == Kind.UNKNOWN) {
        script.append(
            "echo 'cloud-init: part %d of the user data is of no kind that is known'\n"
                .formatted(number));
      }
    }
  }

  static String run(String name, String text) {
    return "{\n"
        + Shell.print(text)
        + "} >\"$instance/scripts/%s\"\n".formatted(name)
        + "chmod 700 \"$instance/scripts/%1$s\"; \"$instance/scripts/%1$s\" ||".formatted(name)
        + " echo \"cloud-init: %s ended with $?\"\n".formatted(name);
  }
}
