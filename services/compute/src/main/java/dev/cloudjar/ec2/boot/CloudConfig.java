package dev.cloudjar.ec2.boot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A configuration of cloud-init as shell commands: the modules that are used most. What is not done
 * says so on the console.
 *
 * @see <a href="https://cloudinit.readthedocs.io/en/latest/reference/modules.html">Module
 *     reference</a>
 */
final class CloudConfig {
  private static final Set<String> KNOWN =
      Set.of(
          "bootcmd",
          "fqdn",
          "hostname",
          "preserve_hostname",
          "runcmd",
          "ssh_authorized_keys",
          "users",
          "write_files");
  private static final String ROOT = "root";
  private static final String PATH = "path";

  private final Map<?, ?> settings;
  private final @Nullable String failure;

  private CloudConfig(Map<?, ?> settings, @Nullable String failure) {
    this.settings = settings;
    this.failure = failure;
  }

  static CloudConfig of(String text) {
    try {
      Object read =
          new Load(LoadSettings.builder().setAllowDuplicateKeys(true).build()).loadFromString(text);
      return read instanceof Map<?, ?> map
          ? new CloudConfig(map, null)
          : new CloudConfig(Map.of(), read == null ? null : "it is no mapping");
    } catch (YamlEngineException e) {
      return new CloudConfig(Map.of(), String.valueOf(e.getMessage()));
    }
  }

  /** What is run at every start, early. */
  String everyStart() {
    return commands(list("bootcmd"));
  }

  /** What is run once for each instance. */
  String firstStart() {
    StringBuilder script = new StringBuilder();
    if (failure != null) {
      say(script, "cloud-config could not be read: " + failure.lines().findFirst().orElse(""));
    }
    String name = text("hostname", text("fqdn", ""));
    if (!name.isEmpty()) {
      String quoted = Shell.quote(name);
      script.append("hostname %s; echo %s >/etc/hostname\n".formatted(quoted, quoted));
    }
    list("users").forEach(it -> user(script, it));
    list("ssh_authorized_keys").forEach(it -> authorize(script, BootScript.USER, it.toString()));
    list("write_files").forEach(it -> file(script, it));
    for (String setting : new TreeSet<>(settings.keySet().stream().map(String::valueOf).toList())) {
      if (setting.equals("packages")) {
        say(script, "packages are not installed: instances reach no package archive");
      } else if (!KNOWN.contains(setting)) {
        say(script, "cloud-config's %s is not done here".formatted(setting));
      }
    }
    script.append(commands(list("runcmd")));
    return script.toString();
  }

  private static void say(StringBuilder script, String text) {
    script.append("echo ").append(Shell.quote("cloud-init: " + text)).append('\n');
  }

  private static String commands(List<?> commands) {
    StringBuilder lines = new StringBuilder();
    for (Object command : commands) {
      if (command instanceof List<?> words) {
        lines.append(
            String.join(" ", words.stream().map(it -> Shell.quote(String.valueOf(it))).toList()));
      } else {
        lines.append(command);
      }
      lines.append('\n');
    }
    // In a shell of their own: one that exits ends nothing else.
    return lines.isEmpty() ? "" : "{\n" + Shell.print(lines.toString()) + "} | sh\n";
  }

  private static void user(StringBuilder script, Object told) {
    if (!(told instanceof Map<?, ?> user) || !user.containsKey("name")) {
      return;
    }
    String name = String.valueOf(user.get("name"));
    String quoted = Shell.quote(name);
    Object shell = user.get("shell");
    script.append(
        "id %s >/dev/null 2>&1 || useradd --create-home --shell=%s %s\n"
            .formatted(
                quoted, Shell.quote(shell == null ? "/bin/bash" : shell.toString()), quoted));
    Object groups = user.get("groups");
    if (groups != null) {
      String all =
          groups instanceof List<?> several
              ? String.join(",", several.stream().map(String::valueOf).toList())
              : groups.toString().replace(" ", "");
      script.append("usermod --append --groups %s %s\n".formatted(Shell.quote(all), quoted));
    }
    for (Object rule : many(user.get("sudo"))) {
      if (rule instanceof String text) {
        script.append(
            "echo %s >>/etc/sudoers.d/90-cloud-init-users; chmod 440"
                    .formatted(Shell.quote(name + " " + text))
                + " /etc/sudoers.d/90-cloud-init-users\n");
      }
    }
    many(user.get("ssh_authorized_keys")).forEach(key -> authorize(script, name, key.toString()));
  }

  /** Lets the owner of a key in as a user. */
  static void authorize(StringBuilder script, String user, String key) {
    script.append("authorize %s %s\n".formatted(Shell.quote(user), Shell.quote(key.strip())));
  }

  private static void file(StringBuilder script, Object told) {
    if (!(told instanceof Map<?, ?> file) || !file.containsKey(PATH)) {
      return;
    }
    String path = Shell.quote(String.valueOf(file.get(PATH)));
    Object content = file.get("content");
    String text = content == null ? "" : content.toString();
    String encoding = String.valueOf(file.get("encoding"));
    boolean base64 = encoding.matches("b64|base64|gz\\+b64|gz\\+base64|gzip\\+base64");
    String unpack = encoding.startsWith("gz") ? " | gzip -d" : "";
    byte[] bytes =
        base64 ? Base64.getMimeDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
    script.append("mkdir -p \"$(dirname ").append(path).append(")\"\n");
    script.append("{\n").append(Shell.print(bytes)).append("}").append(unpack);
    script.append(Boolean.TRUE.equals(file.get("append")) ? " >>" : " >").append(path).append('\n');
    Object permissions = file.get("permissions");
    script.append(
        "chmod %s %s\n"
            .formatted(Shell.quote(permissions == null ? "0644" : mode(permissions)), path));
    Object owner = file.get("owner");
    script.append(
        "chown %s %s\n"
            .formatted(Shell.quote(owner == null ? ROOT + ":" + ROOT : owner.toString()), path));
  }

  /** YAML reads 0644 without quotes as a number, which is what it says in decimal digits. */
  private static String mode(Object permissions) {
    return permissions.toString();
  }

  private String text(String setting, String otherwise) {
    Object value = settings.get(setting);
    return value == null ? otherwise : value.toString();
  }

  private List<?> list(String setting) {
    return many(settings.get(setting));
  }

  private static List<?> many(@Nullable Object value) {
    return switch (value) {
      case null -> List.of();
      case List<?> several -> several.stream().filter(it -> it != null).toList();
      default -> new ArrayList<>(List.of(value));
    };
  }
}
