# Beside each machine that is a plain process: keeps its console, and goes on when what has started it goes.
# What it runs doesn't heed less than this does: what is ignored would be ignored there, too.
trap : HUP INT TERM
# Without programs, as none of those that every system has writes what it has read at once.
console() {
  size=0
  while IFS= read -r line || [ -n "$line" ]; do
    printf '%s\n' "$line" >>"$CLOUDJAR_MACHINE/console.new"
    size=$((size + ${#line} + 1))
    if [ "$size" -ge 65536 ]; then
      mv "$CLOUDJAR_MACHINE/console.new" "$CLOUDJAR_MACHINE/console.old"
      size=0
    fi
  done
}
{
  cd "$HOME" || exit 1
  if [ -e "$CLOUDJAR_MACHINE/files/init" ]; then $CONFINED sh "$CLOUDJAR_MACHINE/files/init" </dev/null; fi
  # A machine goes on when it has nothing to do.
  while :; do sleep 3600; done
} 2>&1 | {
  # It goes when nobody is left who could say something.
  trap '' HUP INT TERM
  console
}
