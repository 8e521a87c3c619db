"""Run a function on a module right after its first import.

Some of what must be mended sits in Saleor's GraphQL modules. Importing them at every start would
cost each command and worker the whole schema, so they are mended when somebody asks for them.
"""

import sys
from collections.abc import Callable
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

Mend = Callable[[ModuleType], None]
_mends: dict[str, Mend] = {}


def after_import(name: str, mend: Mend) -> None:
    """Call `mend(module)` once `name` has been imported; now, if it already was."""
    if name in sys.modules:
        mend(sys.modules[name])
        return
    _mends[name] = mend
    if not any(isinstance(finder, _MendingFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _MendingFinder())


class _MendingFinder(MetaPathFinder):
    def find_spec(self, fullname, path, target=None) -> ModuleSpec | None:
        if fullname not in _mends:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _MendingLoader(spec.loader)
        return spec


class _MendingLoader(Loader):
    def __init__(self, loader) -> None:
        self.loader = loader

    def create_module(self, spec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module) -> None:
        self.loader.exec_module(module)
        module.__loader__ = module.__spec__.loader = self.loader  # the module keeps its own
        _mends[module.__name__](module)
