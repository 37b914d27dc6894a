# Beside each machine, as root outside it: keeps its console and clears up after it. Started by setsid with stdin and
# stderr at /dev/null and stdout a pipe, to which the number of the machine's first process is written once it runs.
#
# DIRECTORY  the machine's own, with what Boot has put there
# NETWORK    the file of its network namespace
# USER       the file of its user namespace
# FIRST      who its root is outside
# DEVICES    the disks that it begins with, such as sdf:7:3
# LAYERS, UPPER, WORK, OVERLAY, HOST, GROUPS_TO_JOIN
set -eu
exec 3>&1 >"$DIRECTORY/failure" 2>&1
for group in $GROUPS_TO_JOIN; do
  echo $$ >"$group/cgroup.procs"
done

# Mounted here too, so that devices are added from outside without following a path that the machine could bend.
mount -n -t tmpfs -o "mode=755,uid=$FIRST,gid=$FIRST,size=256k" devices "$DIRECTORY/dev"
cd "$DIRECTORY/dev"
mkdir pts shm mqueue
# Only real root makes devices; others have this machine's.
device() {
  mknod -m 666 "$1" c "$2" "$3" 2>/dev/null || { : >"$1" && mount -n --bind "/dev/$1" "$1"; }
}
device null 1 3
device zero 1 5
device full 1 7
device random 1 8
device urandom 1 9
device tty 5 0
for device in $DEVICES; do
  numbers=${device#*:}
  mknod -m 600 "${device%%:*}" b "${numbers%:*}" "${numbers#*:}"
done
ln -s pts/ptmx ptmx
ln -s /proc/self/fd fd
ln -s fd/0 stdin
ln -s fd/1 stdout
ln -s fd/2 stderr
ln -s /proc/1/fd/1 console
chown -h "$FIRST:$FIRST" ./* 2>/dev/null || [ -n "$OVERLAY" ]

# What is mounted in here outside appears in the machine.
mount -n -t tmpfs -o mode=755,size=64k volumes "$DIRECTORY/volumes"
mount -n --make-shared "$DIRECTORY/volumes"

cd "$DIRECTORY"
rm -f go gone
mkfifo go gone
exec 4>process 5<>go 6<>gone

# Two files of half as much as is told are kept, and one of them is being filled.
console() {
  while stdbuf -o0 head -c 65536 >console.new && [ -s console.new ]; do
    mv console.new console.old
  done
}
{ nsenter --net="$NETWORK" unshare --mount --propagation slave sh "$DIRECTORY/outside.sh" 2>&1 || true; } |
  { exec 3>&- 4>&- 5>&- 6>&-; console; }
exec 3>&- 4>&- 5>&- 6>&-
umount -l "$DIRECTORY/dev" "$DIRECTORY/volumes"
