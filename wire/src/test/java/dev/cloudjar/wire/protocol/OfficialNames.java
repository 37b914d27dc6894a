package dev.cloudjar.wire.protocol;

import dev.cloudjar.catalog.OperationModel;
import dev.cloudjar.catalog.ServiceModel;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;

/** Finds the classes of a service in the SDK's jars. */
final class OfficialNames {
  private OfficialNames() {}

  /** What the names of a service's clients may start with, the likeliest first. */
  static List<String> clients(ServiceModel service) {
    List<String> names = new ArrayList<>();
    String root = service.modelPackage().replaceAll("\\.model$", "");
    boolean streams = service.name().endsWith("streams");
    for (String name : classes(service)) {
      String place = name.substring(0, name.lastIndexOf('.'));
      String simple = name.substring(name.lastIndexOf('.') + 1);
      boolean here = streams ? place.equals(root + ".streams") : place.equals(root);
      if (here && simple.endsWith("AsyncClient") && !simple.startsWith("Default")) {
        names.add(simple.substring(0, simple.length() - "AsyncClient".length()));
      }
    }
    names.sort((a, b) -> Integer.compare(a.length(), b.length()));
    return names;
  }

  /** The classes of the events of a stream, by the stream's own nesting of packages. */
  static List<Class<?>> events(ServiceModel service, OperationModel operation) {
    List<Class<?>> events = new ArrayList<>();
    for (String name : classes(service)) {
      String inside = name.substring(0, name.lastIndexOf('.'));
      String simple = name.substring(name.lastIndexOf('.') + 1);
      boolean nested =
          inside.startsWith(
              service.modelPackage() + '.' + operation.name().toLowerCase(Locale.ROOT));
      // A stream with one kind of event, made before there were others, has it beside the rest.
      boolean only =
          inside.equals(service.modelPackage()) && simple.equals(operation.name() + "Event");
      if (only || (nested && simple.startsWith("Default"))) {
        try {
          events.add(Class.forName(name));
        } catch (ClassNotFoundException broken) {
          throw new LinkageError(broken.getMessage(), broken);
        }
      }
    }
    return events;
  }

  /** The names of all classes of a service's jar, nested ones left out. */
  static List<String> classes(ServiceModel service) {
    try {
      Class<?> any =
          Class.forName(
              service.modelPackage()
                  + '.'
                  + service.operations().values().iterator().next().requestClass());
      URI jar = any.getProtectionDomain().getCodeSource().getLocation().toURI();
      try (JarFile file = new JarFile(new File(jar))) {
        return file.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.endsWith(".class") && !name.contains("$"))
            .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
            .toList();
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (ClassNotFoundException | URISyntaxException broken) {
      throw new LinkageError(broken.getMessage(), broken);
    }
  }
}
