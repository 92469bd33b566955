# The source of the standard library for exactly this compiler: rustup's where it is installed, else as Debian packages it.

# rust_source: sets `rust_library` to its folder; fails when Debian has no package of this version (any more).
rust_source() {
    local release home
    rust_library=$(rustc --print sysroot)/lib/rustlib/src/rust/library
    [ ! -d "$rust_library" ] || return 0
    release=$(rustc --version | cut -d ' ' -f 2)
    home=$cache/rust-source-$release
    rust_library=$home/usr/src/rustc-$release/library
    [ ! -e "$home/stamp" ] || return 0
    command -v apt-get >/dev/null || return 1
    say "fetching the source of Rust's standard library, 45 MB"
    rm -rf -- "$cache"/rust-source-*
    mkdir -p "$home"
    unpack_rust_source "$release" "$home" >"$scratch/rust-source.log" 2>&1 || return 1
    touch "$home/stamp"
}

# Asks newer releases of Debian, without changing what this machine installs from.
unpack_rust_source() {
    local release=$1 home=$2 apt=$scratch/apt mirror suite package
    mirror=$(debian_mirror)
    mkdir -p "$apt"/{lists,archives}/partial
    for suite in trixie-backports sid; do
        printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite" >"$apt/sources"
        local options=(
            -o "Dir::Etc::SourceList=$apt/sources" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$apt/lists"
            -o "Dir::Cache=$apt" -o "Dir::Cache::archives=$apt/archives" -o Acquire::Languages=none -o APT::Sandbox::User=
        )
        apt-get "${options[@]}" -q update || continue
        package=$(apt-cache "${options[@]}" madison rust-src | awk -v release="$release" 'index($3, release "+") == 1 { print $3; exit }')
        [ -n "$package" ] || continue
        (cd "$apt" && apt-get "${options[@]}" -q download "rust-src=$package") || continue
        dpkg-deb -x "$apt"/rust-src_*.deb "$home" && return
    done
    return 1
}
