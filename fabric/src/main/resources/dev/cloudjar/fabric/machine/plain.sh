# Beside each machine that is a plain process: keeps its console, and goes on when what has started it goes.
trap '' HUP INT
# Without programs, as none of those that every system has writes what it has read at once.
console() {
  size=0
  while IFS= read -r line || [ -n "$line" ]; do
    printf '%s\n' "$line" >>"$DIRECTORY/console.new"
    size=$((size + ${#line} + 1))
    if [ "$size" -ge 65536 ]; then
      mv "$DIRECTORY/console.new" "$DIRECTORY/console.old"
      size=0
    fi
  done
}
{
  cd "$HOME" || exit 1
  if [ -e "$DIRECTORY/files/init" ]; then sh "$DIRECTORY/files/init" </dev/null; fi
  # A machine goes on when it has nothing to do.
  while :; do sleep 3600; done
} 2>&1 | console
