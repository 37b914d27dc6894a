# The machine's first process, in all its namespaces, before it leaves this machine's files behind. From pivot_root on
# programs are the machine's own, and they must not see those files any more: so another process, which is rooted in
# a copy of the old root and stands in the old one, takes it away in between.
set -eu
hostname "$1"
mount --rbind / /mnt/outside
mount --rbind /mnt/root /mnt/root
cd /mnt/root
mount -t proc -o nosuid,nodev,noexec proc proc
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs -o nosuid,nodev,mode=1777 shm dev/shm
mount -t mqueue -o nosuid,nodev,noexec mqueue dev/mqueue
for file in cmdline keys timer_list kallsyms config.gz partitions diskstats modules; do
  if [ -e "proc/$file" ]; then mount --bind dev/null "proc/$file"; fi
done
{
  nsenter --root=/mnt/outside --wd=/ \
    sh -c 'echo ready >&6 && read -r go <&5 && umount -c -l . && echo gone >&6' || echo failed >&6
} 3>&- 4>&- &
read -r answer <&6
[ "$answer" = ready ] || exit 1
read -r status </proc/self/stat
echo "$status" >&4
echo "$status" >&3
exec 3>&- 4>&-
pivot_root . .
echo go >&5
read -r answer <&6
[ "$answer" = gone ] || exit 1
exec 5>&- 6>&-
wait
exec /bin/sh /run/.first
