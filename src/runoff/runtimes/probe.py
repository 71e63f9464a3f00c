"""Ask a Python interpreter what it is: one process, one line of build facts, kept on disk.

Facts (all text; `yes` and `no` where a question is answered, absent where the
interpreter cannot tell): `implementation`, `version`, `sys_version`,
`executable`, `venv`, `base`, `pypy`, `pgo`, `lto`, `debug`, `assertions`, `gil`
(`yes` built with the lock, `no` free-threaded), `gil_enabled`, `jit` (built
in), `jit_enabled` (without any switch), `compiler`, `optimisation`
(`-O3`), `distribution` (`debian` where its build rules,
not the interpreter's own record, stand behind `pgo` and `lto`).
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from urllib.parse import unquote

from runoff.runtimes.command import run
from runoff.runtimes.search import Probed, Search

# Dialect: Python 2.7 to 3.15, PyPy and Jython. Features are tested, versions are not.
SCRIPT = r"""
import sys
try:
    import sysconfig
    get = sysconfig.get_config_var
except Exception:
    get = lambda name: None
facts = []
def say(name, value):
    text = str(value)
    for raw, coded in (('%', '%25'), (' ', '%20'), ('=', '%3D'), ('\n', '%0A'), ('\r', '%0D')):
        text = text.replace(raw, coded)
    facts.append(name + '=' + text)
def answer(name, value):
    say(name, value and 'yes' or 'no')
name = getattr(getattr(sys, 'implementation', None), 'name', None)
if name is None:
    name = hasattr(sys, 'pypy_version_info') and 'pypy' or sys.platform.startswith('java') and 'jython' or 'cpython'
say('implementation', name)
level = {'alpha': 'a', 'beta': 'b', 'candidate': 'rc'}.get(sys.version_info[3])
say('version', '.'.join(map(str, sys.version_info[:3])) + (level and level + str(sys.version_info[4]) or ''))
say('sys_version', sys.version)
say('executable', sys.executable)
prefix = getattr(sys, 'base_prefix', getattr(sys, 'real_prefix', sys.prefix))
answer('venv', prefix != sys.prefix)
say('base', getattr(sys, '_base_executable', None) or '')
if hasattr(sys, 'pypy_version_info'):
    say('pypy', '.'.join(map(str, sys.pypy_version_info[:3])))
args = get('CONFIG_ARGS')
if args is not None:
    kinds = [kind + where for kind in ('CFLAGS', 'LDFLAGS') for where in ('', '_NODIST')]
    flags = ' '.join([str(get(scope + kind) or '') for scope in ('', 'PY_') for kind in kinds])
    # Debian builds with profile and link-time optimisation and then removes every trace of both.
    debian = '--without-ensurepip' in args and '-linux-gnu-gcc' in args and get('PGO_PROF_USE_FLAG') == ''
    if debian:
        say('distribution', 'debian')
    profiled = '-fprofile-use' in flags or '-fprofile-instr-use' in flags
    answer('pgo', '--enable-optimizations' in args or profiled or debian)
    answer('lto', ('--with-lto' in args and '--with-lto=no' not in args) or '-flto' in flags or debian)
    answer('assertions', '--with-assertions' in args or ('-DNDEBUG' not in flags and flags.strip()))
    levels = [part for part in str(get('PY_CFLAGS') or get('CFLAGS') or '').split() if part[:2] == '-O']
    if levels:
        say('optimisation', levels[-1])
answer('debug', get('Py_DEBUG') or hasattr(sys, 'gettotalrefcount'))
answer('gil', not get('Py_GIL_DISABLED'))
if hasattr(sys, '_is_gil_enabled'):
    answer('gil_enabled', sys._is_gil_enabled())
jit = getattr(sys, '_jit', None)
if jit is not None:
    answer('jit', jit.is_available())
    answer('jit_enabled', jit.is_enabled())
elif name == 'cpython':
    built = '--enable-experimental-jit' in str(args) and '--enable-experimental-jit=no' not in str(args)
    answer('jit', built and '_Py_JIT' in str(get('PY_CFLAGS_NODIST')))
if '[' in sys.version:
    say('compiler', sys.version[sys.version.rindex('[') + 1:].rstrip(']'))
sys.stdout.write('runoff-probe ' + ' '.join(facts) + '\n')
"""
_SCRIPT_HASH = hashlib.sha256(SCRIPT.encode()).hexdigest()[:16]
_FAILURE_LASTS_S = 600.0


def probe(file: Path, timeout_s: float) -> Probed:
    """Start the interpreter once and read its facts; every failure becomes `trouble`."""
    trouble = _unstartable(file)
    if trouble:
        return Probed(trouble=trouble)
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    outcome = run([file, "-E", "-s", "-c", SCRIPT], timeout_s=timeout_s, env=env)
    if not outcome.fine:
        last = _last_line(outcome.stderr)
        return Probed(trouble=outcome.trouble + (f": {last}" if last else ""))
    for line in outcome.stdout.splitlines():
        word, *pairs = line.split(" ")
        if word == "runoff-probe":
            return _understood(pairs)
    said = _last_line(outcome.stdout)
    return Probed(trouble=f"does not answer as a Python interpreter, it says {said!r}" if said else "says nothing")


def _unstartable(file: Path) -> str:
    if file.is_symlink() and not file.exists():
        return f"is a symbolic link to {os.path.realpath(file)}, which does not exist"
    if not file.is_file():
        return "is not a file"
    if not os.access(file, os.X_OK):
        return "is not executable"
    return ""


def _understood(pairs: list[str]) -> Probed:
    facts = {name: unquote(value) for name, equals, value in (pair.partition("=") for pair in pairs) if equals}
    missing = [name for name in ("implementation", "version", "executable") if not facts.get(name)]
    if missing:
        return Probed(trouble=f"does not tell its {missing[0]}")
    return Probed(facts=facts)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "".join(character for character in lines[-1] if character.isprintable())[:120] if lines else ""


class ProbeCache:
    """Probe results on disk, keyed by path, time of change and size; a lost or foreign file is an empty one.

    Format: {"path": {"stamp": "...", "facts": {...}, "trouble": "...", "at": seconds since the epoch}}.
    Troubles count for ten minutes only: their cause can go away without the file changing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / "probes.json" if folder else None
        self._known = self._read()
        self._fresh: dict[str, object] = {}

    def get(self, file: Path) -> Probed | None:
        """The result for this very file, or None."""
        known = self._known.get(str(file))
        if not isinstance(known, dict) or known.get("stamp") != _stamp(file):
            return None
        if known.get("trouble") and not 0 <= time.time() - float(known.get("at", 0)) < _FAILURE_LASTS_S:
            return None
        return Probed(facts=known.get("facts", {}), trouble=known.get("trouble", ""))

    def put(self, file: Path, probed: Probed) -> None:
        """Remember a result until `save`."""
        self._fresh[str(file)] = {
            "stamp": _stamp(file), "facts": dict(probed.facts), "trouble": probed.trouble, "at": time.time()
        }  # fmt: skip

    def save(self) -> None:
        """Write what is new, in one step; a folder that cannot be written costs only time."""
        if not self._file or not self._fresh:
            return
        new = self._file.with_name(f"probes.{os.getpid()}.json")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps({**self._read(), **self._fresh}))
            new.replace(self._file)
        except OSError:
            return

    def _read(self) -> dict[str, object]:
        try:
            known = json.loads(self._file.read_text()) if self._file else {}
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def _stamp(file: Path) -> str:
    try:
        stat = file.stat()
    except OSError:
        return "gone"
    return f"{stat.st_mtime_ns}-{stat.st_size}-{_SCRIPT_HASH}"


def probe_all(files: list[Path], search: Search) -> dict[Path, Probed]:
    """Probe several interpreters at once, at most once each as long as their file stays as it is."""
    from concurrent.futures import ThreadPoolExecutor

    cache = ProbeCache(search.cache)
    results = {file: known for file in files if (known := search.probed.get(file) or cache.get(file))}
    missing = [file for file in files if file not in results]
    with ThreadPoolExecutor(max_workers=min(8, len(missing) or 1)) as pool:
        for file, probed in zip(missing, pool.map(lambda file: probe(file, search.timeout_s), missing), strict=True):
            results[file] = probed
            cache.put(file, probed)
    cache.save()
    search.probed.update(results)
    return results
