#!/usr/bin/env bash
# The phone for Python: its wheel built and installed, every scenario, its types, its documentation, its public surface.

. "$library/wheel.sh"

lane_install() {
    need_rust
    need gnome-keyring-daemon gnome-keyring
    need dbus-daemon dbus-daemon
    need gdbus libglib2.0-bin
    python_packages python "$root/bindings/python/requirements.txt"
}

lane_run() {
    build_programs
    # Not as for a release: the tests need no small or fast library.
    build_wheel --profile dev
    say "testing the package"
    collect "python" env PYTHONPATH="$scratch/site:$library" PYTHONDONTWRITEBYTECODE=1 \
        "$python_bin/pytest" -p no:terminal -p no:cacheprovider -p pytest_reporter "$root/bindings/python/tests"
    # In the sources, where the generated module is not: it passes its own checks only.
    check "the package is typed throughout" env -C "$root/bindings/python/src" \
        "$python_bin/mypy" --config-file ../pyproject.toml --cache-dir "$scratch/mypy"
    quietly env PYTHONPATH="$scratch/site" "$python_bin/python" "$root/tests/api/python.py" "$scratch/api.txt"
    surface python "$scratch/api.txt"
}
