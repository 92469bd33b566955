# The package for Python as people install it.

# build_wheel ARGUMENTS...: installs the wheel that maturin builds with them in $scratch/site. Needs `python_packages python`.
build_wheel() {
    say "building the wheel"
    quietly env PATH="$python_bin:$PATH" MATURIN_PEP517_ARGS="$*" "$python_bin/python" -m pip wheel --quiet --disable-pip-version-check \
        --no-build-isolation --no-deps --wheel-dir "$scratch/wheel" "$root/bindings/python"
    quietly "$python_bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
        --target "$scratch/site" "$scratch"/wheel/*.whl
}
