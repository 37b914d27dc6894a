# The machine's first process: brings up what instances need, buries orphans, and shuts down when it is told to.
export HOME=/root container=cloudjar
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
given=/run/cloudjar

shut_down() {
  trap '' TERM
  echo "shutting down"
  for hook in /etc/cloudjar/shutdown.d/* "$given/shutdown"; do
    if [ -x "$hook" ]; then "$hook" </dev/null; fi
  done
  kill -TERM -1 2>/dev/null
  kill -CONT -1 2>/dev/null
  # Whoever started it says how long that may take, and kills it then.
  while :; do
    count=0
    for process in /proc/[0-9]*; do count=$((count + 1)); done
    [ "$count" -le 1 ] && exit 0
    sleep 0.02 &
    wait
  done
}
trap shut_down TERM

name=$(hostname)
echo "$name" >/etc/hostname
[ -e "$given/hosts" ] && cat "$given/hosts" >/etc/hosts || echo "127.0.0.1 localhost $name" >/etc/hosts
if [ -e "$given/resolv.conf" ]; then
  cat "$given/resolv.conf" >/etc/resolv.conf
else
  echo "nameserver 169.254.169.253" >/etc/resolv.conf
fi
# Before the image's own, which the kernel doesn't let mount disks.
ln -sf /run/.mount /usr/local/sbin/mount 2>/dev/null
mkdir -p /run/lock /run/sshd
chmod 1777 /tmp /run/lock
rm -rf /tmp/* /tmp/.[!.]*

# Keys are let in for the user whom images have for that, who is made where there is none.
authorize() {
  user=admin
  [ -e "$given/user" ] && user=$(cat "$given/user")
  getent passwd "$user" >/dev/null || useradd --create-home --shell=/bin/sh "$user"
  home=$(getent passwd "$user" | cut -d: -f6)
  mkdir -p "$home/.ssh"
  touch "$home/.ssh/authorized_keys"
  while read -r key; do
    grep -qxF "$key" "$home/.ssh/authorized_keys" || echo "$key" >>"$home/.ssh/authorized_keys"
  done <"$given/authorized_keys"
  chmod 700 "$home/.ssh"
  chmod 600 "$home/.ssh/authorized_keys"
  chown -R "$user:" "$home/.ssh"
}
[ -e "$given/authorized_keys" ] && authorize

if grep -qE '^(/dev/|UUID=|LABEL=)' /etc/fstab 2>/dev/null; then /run/.mount -a; fi

if [ -x "$given/init" ]; then
  # What is given says when keys are ready, and lets people in.
  "$given/init" </dev/null &
elif [ -x /usr/sbin/sshd ]; then
  # One key that all clients know; an RSA key takes seconds where processors are few.
  {
    key=/etc/ssh/ssh_host_ed25519_key
    [ -e "$key" ] || ssh-keygen -q -t ed25519 -N "" -C "root@$name" -f "$key"
    exec /usr/sbin/sshd -D
  } </dev/null &
fi

# There has to be somebody to wait for.
while :; do
  sleep infinity &
  wait $!
done
