#!/usr/bin/env bash
# The phone for Python: its wheel built and installed, every scenario, its types, its documentation, its public surface.

lane_install() {
    need_rust
    need gnome-keyring-daemon gnome-keyring
    need dbus-daemon dbus-daemon
    need gdbus libglib2.0-bin
    python_packages python "$root/bindings/python/requirements.txt"
}

lane_run() {
    build_programs
    say "compiling the library for other languages"
    quietly cargo build --quiet --locked --workspace --all-features
    build_wheel
    say "testing the package"
    collect "python" env PYTHONPATH="$scratch/site:$library" PYTHONDONTWRITEBYTECODE=1 \
        "$python_bin/pytest" -p no:terminal -p no:cacheprovider -p pytest_reporter "$root/bindings/python/tests"
    # In the sources, where the generated module is not: it passes its own checks only.
    check "the package is typed throughout" env -C "$root/bindings/python/src" \
        "$python_bin/mypy" --config-file ../pyproject.toml --cache-dir "$scratch/mypy"
    public_surface
}

# What people install; from the compiled library, because the wheel's own build would compile it again for release.
build_wheel() {
    say "building the wheel"
    cp -r "$root/bindings/python" "$scratch/package"
    export COUNTERSIGN_ROOT=$root COUNTERSIGN_BINDGEN=$target/debug/uniffi-bindgen
    export COUNTERSIGN_LIBRARY=$target/debug/libcountersign_ffi.so
    quietly "$python_bin/python" -m pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps \
        --wheel-dir "$scratch/wheel" "$scratch/package"
    quietly "$python_bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
        --target "$scratch/site" "$scratch"/wheel/*.whl
}

# UPDATE_API=1 records it anew.
public_surface() {
    local recorded=$root/tests/api/python.txt
    quietly env PYTHONPATH="$scratch/site" "$python_bin/python" "$root/tests/api/python.py" "$scratch/api.txt"
    [ -z "${UPDATE_API:-}" ] || cp "$scratch/api.txt" "$recorded"
    check "the public surface is the recorded one" diff -u "$recorded" "$scratch/api.txt"
}
