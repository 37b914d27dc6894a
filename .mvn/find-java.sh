# Finds a JDK 25 or later and puts its home into JAVA_HOME. Sourced by `cloudjar` and `mvnw`.

cloudjar_java_version() {
  # Prints the feature version of the JDK at $1, or nothing.
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

cloudjar_find_java() {
  cloudjar_on_path=$(command -v javac 2>/dev/null || true)
  if [ -n "$cloudjar_on_path" ]; then
    # javac may be a chain of links; the home is two folders above where it ends.
    cloudjar_on_path=$(readlink -f "$cloudjar_on_path" 2>/dev/null || printf %s "$cloudjar_on_path")
    cloudjar_on_path=${cloudjar_on_path%/bin/javac}
  fi
  for cloudjar_home in "${JAVA_HOME:-}" "$cloudjar_on_path" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* \
    "${HOME:-}"/.jdks/*; do
    [ -n "$cloudjar_home" ] || continue
    cloudjar_version=$(cloudjar_java_version "$cloudjar_home")
    if [ "${cloudjar_version:-0}" -ge 25 ]; then
      JAVA_HOME=$cloudjar_home
      export JAVA_HOME
      return 0
    fi
  done
  echo "Cloudjar needs a JDK 25 or later, and none was found (looked at JAVA_HOME, PATH and the usual folders)." >&2
  echo "Get one: 'sdk install java 25-tem' (sdkman.io), 'brew install openjdk@25', or a package from adoptium.net; then try again." >&2
  return 1
}
