# In mounts of its own and in the machine's network, still as root outside: what only that root may mount.
# Everything is put together below /mnt, which everybody may pass through; the directories of the
# installation need not let anybody in.
set -eu
# Or the console could be written to, but not opened, by the machine's root.
chown "$FIRST:$FIRST" /proc/self/fd/1
echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start
echo "$FIRST $((FIRST + 65534))" >/proc/sys/net/ipv4/ping_group_range
mount -n -t tmpfs -o mode=755,size=1m stage /mnt
mkdir /mnt/root /mnt/outside /mnt/sys
cp "$DIRECTORY/inside.sh" /mnt/inside.sh
cd "$LAYERS_DIRECTORY"
mount -n -t overlay root -o "lowerdir=$LAYERS,upperdir=$UPPER,workdir=$WORK$OVERLAY" /mnt/root
# A machine may have left links in their place, which must not be followed.
for place in dev proc run sys; do
  if [ -L "/mnt/root/$place" ] || [ ! -d "/mnt/root/$place" ]; then
    rm -f "/mnt/root/$place"
    mkdir -m 755 "/mnt/root/$place"
    chown "$FIRST:$FIRST" "/mnt/root/$place"
  fi
done

# Of the kernel's tree only what is the machine's: its interfaces, and how many processors there are.
mount -n -t sysfs -o ro sys /mnt/sys
mount -n -t tmpfs -o mode=755,size=64k sys /mnt/root/sys
cd /mnt/root/sys
mkdir -p class/net devices/virtual/net devices/system/cpu fs/cgroup
mount -n -t tmpfs -o "mode=755,uid=$FIRST,gid=$FIRST" run /mnt/root/run
cp -R "$DIRECTORY/files" /mnt/root/run/cloudjar
cp "$DIRECTORY/first.sh" /mnt/root/run/.first
cp "$DIRECTORY/mount.sh" /mnt/root/run/.mount
mkdir /mnt/root/run/.volumes
chmod 700 /mnt/root/run/cloudjar
chown -R "$FIRST:$FIRST" /mnt/root/run/cloudjar /mnt/root/run/.first /mnt/root/run/.mount
chmod 755 /mnt/root/run/.mount
cat >/mnt/table <<END
$DIRECTORY/dev /mnt/root/dev none rbind 0 0
/mnt/sys/class/net /mnt/root/sys/class/net none bind 0 0
/mnt/sys/devices/virtual/net /mnt/root/sys/devices/virtual/net none bind 0 0
/mnt/sys/devices/system/cpu /mnt/root/sys/devices/system/cpu none bind 0 0
$DIRECTORY/volumes /mnt/root/run/.volumes none bind 0 0
sys /mnt/root/sys tmpfs remount,ro,nosuid,nodev,noexec 0 0
END
mount -n -a -T /mnt/table
umount -n /mnt/sys
cd /mnt/root
exec nsenter --user="$USER" \
  unshare --mount --propagation slave --uts --ipc --pid --cgroup --fork --kill-child=KILL \
  setpriv --bounding-set \
  -sys_module,-sys_rawio,-sys_time,-sys_boot,-mac_admin,-mac_override,-syslog,-wake_alarm,-block_suspend,-audit_control,-audit_read,-audit_write \
  env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  sh /mnt/inside.sh "$HOST"
