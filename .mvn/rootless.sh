# Whoever isn't root is root of a user namespace for as long as a cloud or one of its machines runs, where Linux lets
# them: with mounts and networks of its own, but in this machine's network, so that a cloud is reached as any is. All
# clouds of a user share it, and the next one finds the machines that an earlier one has left running.

# The number of a process that is in it. Others might have the mark as well, but not this very user as their root.
cloudjar_namespace() {
  for mark in /proc/[0-9]*/root/run/cloudjar-rootless; do
    process=${mark#/proc/}
    process=${process%%/*}
    if [ -e "$mark" ] && read -r inside outside count <"/proc/$process/uid_map" &&
      [ "$inside $outside $count" = "0 $(id -u) 1" ]; then
      echo "$process"
      return
    fi
  done 2>/dev/null
  return 1
}

# Runs a command in it, or returns where that can't be; the cloud tells why.
cloudjar_rootless() {
  if [ "$(uname)" != Linux ] || [ "$(id -u)" = 0 ] || [ "${CLOUDJAR_MACHINES:-}" = processes ]; then
    return 0
  fi
  # Who has the right home is somebody else inside, and few users have administrators' programs on their paths.
  CLOUDJAR_HOME=${CLOUDJAR_HOME:-$HOME/.cloudjar}
  XDG_CACHE_HOME=${XDG_CACHE_HOME:-$HOME/.cache}
  export CLOUDJAR_HOME XDG_CACHE_HOME
  PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
  if process=$(cloudjar_namespace); then
    # shellcheck disable=SC2016 # for the shell inside
    exec nsenter --target "$process" --user --mount sh -c 'cd "$1" && shift && exec "$@"' sh "$PWD" "$@"
  fi
  unshare --user --map-root-user --map-auto --mount true 2>/dev/null || return 0
  # What is in /run stays there; what networks and clouds keep there is their own.
  # shellcheck disable=SC2016 # for the shell inside
  exec unshare --user --map-root-user --map-auto --mount --propagation slave sh -c '
    mount -n -t tmpfs -o mode=755 cloudjar /mnt && mkdir /mnt/.machine && mount -n --rbind /run /mnt/.machine &&
      for entry in /run/* /run/.[!.]*; do
        name=${entry##*/}
        case $name in "*" | ".[!.]*" | netns | cloudjar | cloudjar-rootless) ;; *) ln -s ".machine/$name" "/mnt/$name" ;; esac
      done &&
      mkdir /mnt/netns && : >/mnt/cloudjar-rootless && mount -n --move /mnt /run
    exec "$@"
  ' sh "$@"
}

# Runs a command of this machine where public addresses of instances are reached.
cloudjar_within() {
  if [ $# = 0 ]; then
    echo "cloudjar within COMMAND ... runs a command where the public addresses of instances are reached." >&2
    exit 2
  fi
  if [ "$(id -u)" = 0 ]; then
    # They are reached from this machine itself.
    exec "$@"
  fi
  if ! process=$(cloudjar_namespace); then
    # Sent from this machine itself, it would leave it.
    echo "No cloud of yours runs machines that the kernel keeps apart; 'cloudjar doctor' tells what it would take." >&2
    exit 1
  fi
  PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
  # shellcheck disable=SC2016 # for the shell inside
  exec nsenter --target "$process" --user --mount sh -c '
    cd "$1" && shift
    for network in /run/netns/cj-*-beside; do
      [ -e "$network" ] && exec nsenter --net="$network" "$@"
    done
    echo "No network of a cloud is connected to the internet." >&2
    exit 1
  ' sh "$PWD" "$@"
}
