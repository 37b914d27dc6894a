#!/bin/sh
# In front of the image's own mount. The kernel lets nobody but the root outside mount disks, as file systems that
# somebody has made up are more than it wants to read. So that one is asked, and what it has mounted is bound to
# where it belongs. Everything else is left to the image's own.
type=auto options=defaults device= target= all=
for argument; do
  case $expect in
    type) type=$argument expect= ;;
    options) options=$options,$argument expect= ;;
    *)
      case $argument in
        -t) expect=type ;;
        -o) expect=options ;;
        -r | --read-only) options=$options,ro ;;
        -w | -v | --verbose) ;;
        -a | --all) all=yes ;;
        -*) other=yes ;;
        *) if [ -z "$device" ]; then device=$argument; elif [ -z "$target" ]; then target=$argument; else other=yes; fi ;;
      esac
      ;;
  esac
done

own() {
  for mount in /usr/bin/mount /bin/mount; do
    [ -x "$mount" ] && exec "$mount" "$@"
  done
  echo "mount: this image has none" >&2
  exit 127
}

# The device behind a name of it.
resolve() {
  case $1 in
    UUID=* | LABEL=* | PARTUUID=*) blkid -l -o device -t "$1" /dev/sd? /dev/xvd? /dev/nvme?n1 2>/dev/null | head -n 1 ;;
    *) readlink -f "$1" 2>/dev/null ;;
  esac
}

if [ -n "$all" ] && [ -z "$other" ]; then
  status=0
  while read -r device target type options rest; do
    case $device in '' | '#'*) continue ;; esac
    case $target in swap | none | /) continue ;; esac
    case ,$options, in *,noauto,*) continue ;; esac
    mountpoint -q "$target" && continue
    "$0" -t "$type" -o "$options" "$device" "$target" ||
      case ,$options, in *,nofail,*) ;; *) status=32 ;; esac
  done </etc/fstab
  exit $status
fi

if [ -n "$device" ] && [ -z "$target" ] && [ -z "$other" ]; then
  # One of the two is told, and the table knows the other.
  known=$(awk -v what="$device" '$1 !~ /^#/ && ($1 == what || $2 == what) { print $1, $2, $3, $4; exit }' /etc/fstab)
  if [ -n "$known" ]; then
    read -r device target type options <<END
$known
END
  fi
fi

block=$(resolve "$device")
case $block in
  /dev/sd* | /dev/xvd* | /dev/nvme*) [ -b "$block" ] && [ -z "$other" ] || own "$@" ;;
  *) own "$@" ;;
esac
[ -d "$target" ] || { echo "mount: $target: mount point does not exist." >&2; exit 32; }
name=${block#/dev/}
answer=$(python3 -c '
import socket, sys, time
for waited in range(100):
    try:
        s = socket.socket(socket.AF_UNIX)
        s.connect("/run/.volumes/.requests")
        break
    except (FileNotFoundError, ConnectionRefusedError):
        # Whoever has started this machine listens a moment later.
        time.sleep(0.02)
s.sendall((" ".join(sys.argv[1:]) + "\n").encode())
print(s.makefile().readline().strip())
' "$name" "$type" "$options" 2>/dev/null) || answer="this takes python3 here, and a Cloudjar that runs"
if [ "$answer" != done ]; then
  echo "mount: $target: $answer" >&2
  exit 32
fi
for mount in /usr/bin/mount /bin/mount; do
  [ -x "$mount" ] || continue
  case ,$options, in
    *,ro,*) "$mount" --bind -o ro "/run/.volumes/$name" "$target" ;;
    *) "$mount" --bind "/run/.volumes/$name" "$target" ;;
  esac
  exit
done
