"""Which runtimes take part."""

from __future__ import annotations

import pytest

from runoff.errors import UsageError
from runoff.model.runtime import Runtime
from runoff.plan.choose import choose_runtimes


def runtime(name: str, version: str = "3.14.0", *, default: bool = False, **facts: str) -> Runtime:
    """A runtime that works."""
    family = name.split("-")[0]
    language = family if family in ("go", "c") else "python"
    return Runtime(
        id=name, family=family, language=language, version=version, argv=(name,), by_default=default, facts=facts
    )  # fmt: skip


def missing(name: str, *, default: bool = False) -> Runtime:
    """A runtime that is not there."""
    return Runtime(
        id=name, family=name.split("-")[0], language="python", version="", by_default=default,
        available=False, reason="not found", get="fetch it",
    )  # fmt: skip


FOUND = (
    runtime("c-gcc-12", "12.2.0"),
    runtime("cpython-3.9", "3.9.18"),
    missing("cpython-3.10-broken"),
    runtime("cpython-3.11.7-pyenv", "3.11.7", default=True, own="yes"),
    runtime("cpython-3.15", "3.15.2", default=True),
    runtime("cpython-3.15-jit", "3.15.2", default=True, jit_enabled="yes"),
    runtime("cpython-3.16t", "3.16.0", gil="no"),
    runtime("go-1.26", "1.26.8", default=True),
    runtime("numba", "3.11.7", default=True),
    missing("pypy", default=True),
)


def ids(*names: str) -> list[str]:
    """What choosing `names` gives."""
    return [chosen.id for chosen in choose_runtimes(FOUND, names)]


def test_by_default_the_families_say_who_takes_part() -> None:
    """The own interpreter comes first; a family that is missing stays as a row; C has to be asked for."""
    assert ids() == ["cpython-3.11.7-pyenv", "cpython-3.15", "cpython-3.15-jit", "go-1.26", "numba", "pypy"]


def test_all_is_everything_that_works_and_the_missing_defaults() -> None:
    """A broken interpreter that nobody asked for is not entered."""
    assert set(ids("all")) == {each.id for each in FOUND} - {"cpython-3.10-broken"}


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("cpython-3.15-jit", "cpython-3.15-jit"),
        ("cpython-3.15", "cpython-3.15"),
        ("cpython", "cpython-3.15"),
        ("cpython-3", "cpython-3.15"),
        ("cpython-3.11", "cpython-3.11.7-pyenv"),
        ("cpython-3.16", "cpython-3.16t"),
        ("cpython-3.10", "cpython-3.10-broken"),
        ("go", "go-1.26"),
        ("pypy", "pypy"),
    ],
)
def test_a_name_is_an_id_a_family_or_a_beginning(name: str, means: str) -> None:
    """An id means itself; a family or a beginning means the newest ordinary one that works."""
    assert ids(name) == [means]


def test_the_same_one_twice_is_an_a_a_pair() -> None:
    """Copies stay, in the order given."""
    assert ids("go", "cpython-3.15", "go-1.26") == ["go-1.26", "cpython-3.15", "go-1.26"]


@pytest.mark.parametrize("name", ["cpyton-3.15", "", "ruby"])
def test_an_unknown_name_offers_what_there_is(name: str) -> None:
    """The nearest names, or all of them when nothing is near."""
    with pytest.raises(UsageError) as caught:
        choose_runtimes(FOUND, [name])
    assert repr(name) in caught.value.what
    assert "cpython-3.15" in caught.value.hint
