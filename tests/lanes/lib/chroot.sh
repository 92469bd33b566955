# A newer Debian in a directory, for toolchains that this machine's own cannot run. It is entered in a mount namespace
# of its own, so nothing is ever mounted outside and nothing stays mounted.

# chroot_debian SUITE LOCK: makes one with the packages that the file LOCK lists and sets `chroot_home` to it.
chroot_debian() {
    local suite=$1 lock=$2 mirror packages
    chroot_home=$cache/$suite-$(fingerprint "$lock")
    need unshare util-linux
    as_root unshare --mount true 2>/dev/null \
        || die "needs root, or sudo without a password, and the right to mount: the toolchain runs in a Debian $suite of its own"
    [ -e "$chroot_home/stamp" ] && return
    need debootstrap debootstrap
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || die "found no Debian archive in apt's configuration"
    mapfile -t packages <"$lock"
    as_root rm -rf --one-file-system -- "$cache/$suite"-*
    mkdir -p "$chroot_home"
    say "making a Debian $suite beside this one, which takes a minute"
    progress as_root debootstrap --variant=minbase "$suite" "$chroot_home" "$mirror"
    # Dates, proxies and the like as this machine has them.
    apt-config dump Acquire | into_chroot etc/apt/apt.conf.d/90machine
    into_chroot etc/dpkg/dpkg.cfg.d/lean <"$library/chroot.dpkg"
    printf '#!/bin/sh\nexit 101\n' | into_chroot usr/sbin/policy-rc.d
    as_root chmod 755 "$chroot_home/usr/sbin/policy-rc.d"
    say "installing ${packages[*]} there, a download of about 600 MB"
    progress in_chroot apt-get -q update
    progress in_chroot env DEBIAN_FRONTEND=noninteractive \
        apt-get -q install --yes --no-install-recommends "${packages[@]}"
    progress in_chroot apt-get clean
    as_root touch "$chroot_home/stamp"
}

# chroot_need COMMAND PACKAGE...: the command there, or else the packages that bring it.
chroot_need() {
    local command=$1
    shift
    [ ! -e "$chroot_home/usr/bin/$command" ] || return 0
    say "installing $* there"
    progress in_chroot apt-get -q update
    progress in_chroot env DEBIAN_FRONTEND=noninteractive apt-get -q install --yes --no-install-recommends "$@"
    progress in_chroot apt-get clean
}

# in_chroot COMMAND...: runs it there as root, in the current directory. The checkout, the compiled programs, the cache
# and the scratch directory are found under the paths they have outside. Of the environment only what `env` gives it.
# What it leaves running ends with it.
in_chroot() {
    as_root unshare --mount --propagation private --pid --fork --kill-child bash "$library/chroot_enter.sh" \
        "$chroot_home" "$root" "$target" "$cache" "$scratch" -- "$@"
}

into_chroot() { as_root tee "$chroot_home/$1" >/dev/null; }
