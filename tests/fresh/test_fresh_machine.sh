#!/bin/bash
# A minimal Debian 12 tree: app/run and tests/run end well in it, as root and as a plain user with
# sudo, with standard input closed. Needs root (for chroot), debootstrap and a package mirror.
#   test_fresh_machine.sh [run|tests]...    which commands; both when nothing is said
set -u
source_root=${RESITE_SOURCE_ROOT:-$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)}
skip () { echo "$1" >&2; exit 77; }
[ "$(id -u)" -eq 0 ] || skip "only root can make a chroot"
command -v debootstrap >/dev/null || skip "debootstrap is not installed"
mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE) $(CREATED_BY)' 2>/dev/null |
  awk '$2 == "bookworm" { print $1; exit }')
[ -n "$mirror" ] || skip "apt names no mirror for bookworm"

top=$(mktemp -d "${TMPDIR:-/var/tmp}/resite-fresh.XXXXXX") || exit 2
mounts=()
end () {
  for ((i = ${#mounts[@]} - 1; i >= 0; i--)); do umount -l "${mounts[$i]}"; done
  rm -rf --one-file-system "$top"
}
trap end EXIT
trap 'exit 130' INT TERM

echo "Making a minimal tree from $mirror"
debootstrap --variant=minbase bookworm "$top/base" "$mirror" >"$top/log" 2>&1 ||
  { tail -5 "$top/log"; exit 1; }

# machine NAME: a copy of the tree with the project in it, as git would clone it.
machine () {
  local tree=$top/$1
  cp -a "$top/base" "$tree"
  mkdir "$tree/srv/resite"
  if git -C "$source_root" rev-parse >/dev/null 2>&1; then
    git -c safe.directory="$source_root" -C "$source_root" archive HEAD | tar -x -C "$tree/srv/resite"
  else
    tar -C "$source_root" --exclude='./build*' --exclude=./.git -c . | tar -x -C "$tree/srv/resite"
  fi
  cp /etc/resolv.conf "$tree/etc/resolv.conf"
  cp /etc/apt/apt.conf.d/*[Cc]heck* /etc/apt/apt.conf.d/99* "$tree/etc/apt/apt.conf.d/" 2>/dev/null
  rm -rf "$tree"/var/lib/apt/lists/*
  mount -t proc proc "$tree/proc" && mounts+=("$tree/proc")
  mount --bind /dev "$tree/dev" && mounts+=("$tree/dev")
  mount --bind /dev/pts "$tree/dev/pts" && mounts+=("$tree/dev/pts")
  mount -t tmpfs tmpfs "$tree/dev/shm" && mounts+=("$tree/dev/shm")
}

plain_user () {
  chroot "$top/$1" apt-get -qq update </dev/null &&
    chroot "$top/$1" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install \
      --no-install-recommends sudo </dev/null >/dev/null 2>&1 &&
    chroot "$top/$1" useradd -m tech &&
    echo 'tech ALL=(ALL) NOPASSWD: ALL' >"$top/$1/etc/sudoers.d/tech" &&
    chroot "$top/$1" chown -R tech /srv/resite
}

failed=0
# try MACHINE USER COMMAND: with standard input closed.
try () {
  local log=$top/$1.log
  if chroot "$top/$1" su -l "$2" -c "cd /srv/resite && env -u DISPLAY $3 <&-" >"$log" 2>&1; then
    echo "ok: $3 as $2: $(tail -n 1 "$log")"
  else
    echo "not ok: $3 as $2"; tail -n 60 "$log"; failed=1
  fi
}

commands=${*:-run tests}
for who in root tech; do
  machine "as-$who"
  if [ "$who" = tech ]; then plain_user as-tech || { echo "cannot add a user"; exit 1; }; fi
  case " $commands " in *" run "*)
    try "as-$who" "$who" app/run
    [ -s "$top/as-$who/srv/resite/build/rehearsal-summary.pdf" ] ||
      { echo "not ok: no summary as $who"; failed=1; } ;;
  esac
  case " $commands " in *" tests "*) try "as-$who" "$who" tests/run ;; esac
done
exit $failed
