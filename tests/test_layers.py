"""Who may import whom. A new arrow is a change to ``ALLOWED``, in the same commit, with the reason."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import storefront

ROOT = Path(storefront.__file__).parent
# Read downwards: what is further up knows what is further down. ``storefront.py`` and ``__main__.py`` start the rest.
ALLOWED = {
    "storefront": {"web", "pages", "states", "services", "opening", "worker", "settings", "text"},
    "__main__": {"keeper", "opening", "worker", "services", "sample", "store", "domain", "settings"},
    "keeper": {"opening", "services", "domain", "settings", "text"},
    # The one place that knows which adapter stands behind which port.
    "opening": {"services", "integrations", "store", "testbank", "settings"},
    "worker": {"services"},
    "web": {"pages", "services", "integrations", "domain", "settings", "text"},
    "pages": {"components", "states", "views", "domain", "settings", "text", "texts"},
    "components": {"views"},
    "states": {"services", "views", "domain", "text"},
    "views": {"domain", "text"},
    # text: a mail is written in its cause's transaction; texts: the search finds answers.
    "services": {"store", "integrations", "domain", "text", "texts"},
    "text": {"domain", "settings"},
    "texts": {"domain", "text"},  # a mail tells of an order
    "sample": {"store", "domain"},
    "store": {"domain", "settings"},
    "integrations": {"domain"},
    "testbank": {"domain"},
    "domain": set(),
    "settings": set(),
}
STANDARD = set(sys.stdlib_module_names)
# Outside libraries that a layer must not know.
FORBIDDEN = {
    "reflex": {"services", "store", "integrations", "domain", "testbank", "sample", "views", "text", "settings"},
    "sqlmodel": set(ALLOWED) - {"store", "services", "sample", "__main__"},
    "sqlalchemy": set(ALLOWED) - {"store", "services", "sample", "__main__"},
}


def imports(path: Path) -> set[str]:
    """The modules that a file imports, wherever in it; ``from a import b`` counts as ``a.b`` too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            found |= {str(node.module), *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def layer(module: str) -> str | None:
    """The layer of a module of ours: "web" of ``storefront.web.guard``."""
    ours, _, rest = module.partition(".")
    return (rest.split(".")[0] or None) if ours == "storefront" else None


FILES = {str(path.relative_to(ROOT)): path for path in sorted(ROOT.rglob("*.py")) if path.parent != ROOT or
         path.stem != "__init__"}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_imports_point_down(name):
    own = Path(name).parts[0].removesuffix(".py")
    used = {found for module in imports(FILES[name]) if (found := layer(module)) in ALLOWED} - {own}

    assert used <= ALLOWED[own]
    assert not {library for library in FORBIDDEN if own in FORBIDDEN[library]} & {
        module.split(".")[0] for module in imports(FILES[name])
    }


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("domain/")])
def test_the_rules_need_nothing_but_python(name):
    outside = {module.split(".")[0] for module in imports(FILES[name])} - STANDARD - {"storefront"}

    assert outside == set()
    assert not {"random", "secrets", "socket", "os", "time"} & imports(FILES[name])


def test_money_imports_in_a_python_without_any_library():
    code = f"import sys; sys.path.insert(0, {str(ROOT.parent)!r}); import storefront.domain.money"

    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
