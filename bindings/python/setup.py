"""Builds the wheel: the library, the code generated for it, and the package around both.

With COUNTERSIGN_LIBRARY and COUNTERSIGN_BINDGEN (paths of the built library and generator) nothing is compiled. COUNTERSIGN_ROOT is the
repository, for a copy of this folder elsewhere.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

ROOT = Path(os.environ.get("COUNTERSIGN_ROOT", Path(__file__).resolve().parents[2]))
ENDINGS = {"darwin": "lib{}.dylib", "win32": "{}.dll"}
LIBRARY = ENDINGS.get(sys.platform, "lib{}.so").format("countersign_ffi")


class BuildWithLibrary(build_py):
    def run(self) -> None:
        super().run()
        library, generator = built()
        native = Path(self.build_lib).resolve() / "countersign" / "_native"
        native.mkdir(parents=True, exist_ok=True)
        options = ["--language", "python", "--no-format", "--config", str(ROOT / "uniffi.toml"), "--out-dir", str(native)]
        subprocess.run([str(generator), "generate", str(library), *options], check=True, cwd=ROOT)
        shutil.copy(library, native / LIBRARY)
        (native / "__init__.py").touch()


class WheelOfAnyPython(bdist_wheel):
    """The library is loaded by ctypes: one wheel per platform serves every Python."""

    def get_tag(self) -> tuple[str, str, str]:
        return "py3", "none", super().get_tag()[2]


class BinaryDistribution(Distribution):
    def has_ext_modules(self) -> bool:
        return True


def built() -> tuple[Path, Path]:
    """The library and the generator of the same version."""
    given = os.environ.get("COUNTERSIGN_LIBRARY"), os.environ.get("COUNTERSIGN_BINDGEN")
    if given[0] and given[1]:
        return Path(given[0]), Path(given[1])
    package = ["--locked", "--package", "countersign-ffi"]
    cargo("build", "--release", *package, "--features", "desktop", "--lib")
    cargo("build", *package, "--features", "bindgen", "--bin", "uniffi-bindgen")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    generator = "uniffi-bindgen.exe" if sys.platform == "win32" else "uniffi-bindgen"
    return target / "release" / LIBRARY, target / "debug" / generator


def cargo(*arguments: str) -> None:
    subprocess.run(["cargo", *arguments], check=True, cwd=ROOT)


setup(
    distclass=BinaryDistribution,
    cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": WheelOfAnyPython},
)
