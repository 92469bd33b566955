# The package for Python as people install it.

# build_wheel LIBRARY: installs the wheel around it in $scratch/site. Needs `python_packages python` and the generator.
build_wheel() {
    say "building the wheel"
    cp -r "$root/bindings/python" "$scratch/package"
    # What an earlier build left in the tree would be packed too.
    rm -rf -- "$scratch/package/build" "$scratch"/package/src/*.egg-info
    export COUNTERSIGN_ROOT=$root COUNTERSIGN_BINDGEN=$target/debug/uniffi-bindgen COUNTERSIGN_LIBRARY=$1
    quietly "$python_bin/python" -m pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps \
        --wheel-dir "$scratch/wheel" "$scratch/package"
    quietly "$python_bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
        --target "$scratch/site" "$scratch"/wheel/*.whl
}
