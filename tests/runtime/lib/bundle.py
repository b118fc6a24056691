# ruff: noqa: E501, SIM905
"""Writes runtime modules as one script, through the linker itself: bundle.py OUT module... (each export is named module$export)."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from pystream.compiler.engines.pystream.bundle import Unit, bundle, read_library  # noqa: E402
from pystream.compiler.engines.pystream.reach import ANY  # noqa: E402

RUNTIME = ROOT / "pystream" / "runtime"


def main(out: str, modules: list[str]) -> None:
    files = {
        f"{folder}/{path.name}": path.read_text()
        for folder in ("builtins", "lib")
        for path in sorted((RUNTIME / folder).glob("*.js"))
    }
    library = read_library(files)
    exports = {f"rt${name}": library.builtins[name] for name in RUNTIME_NAMES}
    for module in modules:
        for name, key in library.exports[f"lib/{module}.js"].items():
            exports[f"{module}${name}"] = key
    every = frozenset([ANY])
    made = bundle(library, [Unit((), ["0;"], False, every)], exports)
    Path(out).write_text(made.code)


RUNTIME_NAMES = """
    Float normalize T PySet dict_of set_of Bytes repr_ str_ typeName caught callkw callmkw getattr getitem add sub mul
    truediv floordiv mod pow neg pos abs_ eq ne lt le gt ge contains invert bitor bitand truth PyInt PyFloat PyStr
    PyBool PyList PyTuple PySetType PyDict PyFrozenSetType PyBytesType PyByteArrayType sorted_ len_ format_ next_ hash isinstance any_ all_ sum_ map_ co agen
    await_ afor astep ayield aleave awith anext_ aiter_ divmod_ cls meth isexc PyObject Exception BaseException
    ValueError KeyError StopAsyncIteration ZeroDivisionError RuntimeError TypeError_ raise_ print_ it enter leave prop
""".split()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
