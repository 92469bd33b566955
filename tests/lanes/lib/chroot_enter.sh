#!/usr/bin/env bash
# chroot_enter.sh HOME PATH... -- COMMAND...: runs the command in the directory tree HOME, with the PATHs mounted there.
# Expects a mount namespace of its own.
set -euo pipefail

home=$1
shift
while [ "$1" != -- ]; do
    mkdir -p "$home/$1"
    mount --bind "$1" "$home/$1"
    shift
done
shift
mount --rbind /dev "$home/dev"
mount -t proc proc "$home/proc"
exec env -i HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    chroot "$home" env --chdir="$PWD" "$@"
