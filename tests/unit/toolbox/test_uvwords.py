"""What uv says (0.13, as printed) and what the user reads."""

from __future__ import annotations

import pytest

from runoff.toolbox.uvwords import explain, is_offline, last_cause, package_name

NO_WHEEL = """\
Using Python 3.11.17 environment at: wp
error: No solution found when resolving dependencies
  cause: Because orjson<=2.0.6 has no wheels with a matching Python implementation tag (e.g., `pp311`) and only the \
following versions of orjson are available:
             orjson<=2.0.6
             orjson>=2.0.7
         we can conclude that orjson<2.0.7 cannot be used.
         And because orjson>=2.0.7 has no usable wheels and you require orjson, we can conclude that your \
requirements are unsatisfiable.

hint: You require PyPy 3.11 (`pp311`), but we only found wheels for `orjson` (v2.0.6) with the following Python \
implementation tags: `cp35`, `cp36`, `cp37`

hint: Wheels are required for `orjson` because building from source is disabled for all packages \
(i.e., with `--no-build`)
"""
ALL_VERSIONS = """\
error: No solution found when resolving dependencies
  cause: Because all versions of msgspec have no usable wheels and you require msgspec, we can conclude that your \
requirements are unsatisfiable.
"""
UNKNOWN = """\
error: No solution found when resolving dependencies
  cause: Because no-such-package was not found in the package registry and you require no-such-package, we can \
conclude that your requirements are unsatisfiable.
"""
TOO_NEW = """\
error: No solution found when resolving dependencies
  cause: Because only requests<=2.34.2 is available and you require requests>=99, we can conclude that your \
requirements are unsatisfiable.
"""
OFFLINE = """\
error: Request failed after 3 retries in 11.1s
  cause: Failed to fetch: `https://registry.example/simple/ujson/`
  cause: error sending request for url (https://registry.example/simple/ujson/)
  cause: tcp connect error
  cause: Connection refused (os error 111)
"""
TOO_OLD = """\
error: Failed to inspect Python interpreter from provided path at `/bin/python2.7`
  cause: Can't use Python at `/bin/python2.7`
  cause: Python executable does not support `-I` flag. Please use Python 3.6 or newer.
"""


@pytest.mark.parametrize(
    ("said", "requires", "line"),
    [
        (NO_WHEEL, ("orjson>=3.10",), "orjson has no wheel for pypy-3.11 (only for cp35, cp36, cp37)"),
        (ALL_VERSIONS, ("ujson", "msgspec"), "msgspec has no wheel for pypy-3.11"),
        (UNKNOWN, ("ujson", "no-such-package"), "no-such-package is not a package that the registry knows"),
        (
            TOO_NEW,
            ("requests>=99",),
            "requests>=99 cannot be installed for pypy-3.11: "
            "only requests<=2.34.2 is available and you require requests>=99",
        ),
        ("", ("thing",), "thing cannot be installed for pypy-3.11: uv says nothing"),
    ],
    ids=["no wheel", "no wheel of any version", "unknown package", "unknown version", "nothing"],
)
def test_a_refusal_becomes_one_line_with_the_package(said: str, requires: tuple[str, ...], line: str) -> None:
    """The package, the runtime and the reason."""
    assert explain(said, requires, "pypy-3.11") == line


def test_a_silent_registry_is_told_from_a_refusal() -> None:
    """Only one of them is worth a second try from the cache."""
    assert is_offline(OFFLINE)
    assert not any(map(is_offline, (NO_WHEEL, ALL_VERSIONS, UNKNOWN, TOO_NEW, TOO_OLD)))


def test_the_innermost_cause_tells_most_about_an_interpreter() -> None:
    """uv goes from the general to the particular."""
    assert last_cause(TOO_OLD).startswith("Python executable does not support")


@pytest.mark.parametrize(
    ("requirement", "name"),
    [("orjson>=3.10", "orjson"), ("uvicorn[standard]==1", "uvicorn"), ("example.org/mod@v1.2.3", "example.org/mod")],
)
def test_a_requirement_names_a_package(requirement: str, name: str) -> None:
    """Python's notation and Go's."""
    assert package_name(requirement) == name
