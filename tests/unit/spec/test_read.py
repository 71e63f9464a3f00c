"""Reading a workload folder, and refusing every mistake with its line and a hint."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from runoff.errors import SpecError
from runoff.model.workload import Change, Floor, Kind
from runoff.spec.read import read_workload

GOOD = """\
title = "Count words"
kind = "compute"
question = "Is counting slow?"
sizes = { words = [10, 100, 1_000] }
quick = 100
answer = { words = { 10 = "3", 1_000 = 7 } }
tolerance = 1e-9
input = "make_input.py"

[floor]
cycles = 2.5
because = "every letter is read"

[[entry]]
name = "plain"
language = "python"
file = "plain.py"
change = "none"

[[entry]]
name = "fast/words"
language = "go"
file = "words.go"
change = "rewrite"
requires = ["example.org/words@v1.2.3"]
flags = ["-ldflags=-s"]
"""


@dataclass(frozen=True)
class Mistake:
    """A replacement in GOOD, and what the error has to say about it: line, part of what, part of the hint."""

    old: str
    new: str
    line: int
    what: str
    hint: str


MISTAKES = {
    "a key that does not exist": Mistake(
        'question = "', 'qestion = "', 3, "unknown key 'qestion'", "did you mean 'question'"
    ),
    "a key like no other": Mistake("tolerance = 1e-9", "zzz = 1", 7, "unknown key 'zzz'", "known: title, kind"),
    "an unknown key of the floor": Mistake("cycles = 2.5", "cycle = 2.5", 11, "unknown key 'cycle'", "'cycles'"),
    "an unknown key of an entry": Mistake('change = "none"', 'chnge = "none"', 18, "unknown key 'chnge'", "'change'"),
    "no title": Mistake('title = "Count words"\n', "", 1, "title is missing", 'title = "Count'),
    "no sizes": Mistake("sizes = { words = [10, 100, 1_000] }\n", "", 1, "sizes is missing", "sizes = {"),
    "no file": Mistake('file = "words.go"\n', "", 20, "file is missing", "file = "),
    "no change": Mistake('change = "none"\n', "", 14, "change is missing", "change = "),
    "no reason for the floor": Mistake('because = "every letter is read"\n', "", 10, "because is missing", "because ="),
    "a title that is a number": Mistake('title = "Count words"', "title = 3", 1, "title has to be a text", "title = "),
    "a blank title": Mistake('title = "Count words"', 'title = " "', 1, "not empty", "title = "),
    "sizes that are a list": Mistake("{ words = [10, 100, 1_000] }", "[1, 2]", 4, "sizes has to be a table", "sizes ="),
    "two parameters": Mistake("1_000] }\nq", "1_000], n = [1] }\nq", 4, "exactly one parameter", "sizes = {"),
    "a parameter that is no name": Mistake("{ words = [", '{ "wo-rds" = [', 4, "'wo-rds' cannot", "letters"),
    "a parameter that is taken": Mistake("{ words = [", "{ seed = [", 4, "'seed' cannot", "taken"),
    "sizes that are texts": Mistake("[10, 100,", '["10", 100,', 4, "whole numbers above 0", "sizes = {"),
    "a size of 0": Mistake("[10, 100,", "[0, 100,", 4, "whole numbers above 0", "sizes = {"),
    "a size that is true": Mistake("[10, 100,", "[true, 100,", 4, "whole numbers above 0", "sizes = {"),
    "a size beyond 64 bits": Mistake("1_000] }\nq", "9223372036854775808] }\nq", 4, "whole numbers", "sizes = {"),
    "no size at all": Mistake("[10, 100, 1_000]", "[]", 4, "whole numbers above 0", "sizes = {"),
    "sizes that fall": Mistake("[10, 100, 1_000]", "[10, 1_000, 100]", 4, "100 follows 1000", "[10, 100, 1000]"),
    "a size twice": Mistake("[10, 100, 1_000]", "[10, 10, 1_000]", 4, "10 follows 10", "[10, 1000]"),
    "sizes over several lines": Mistake("[10, 100,", "[\n10,\n7,\n", 6, "7 follows 10", "[7, 10"),
    "quick of 0": Mistake("quick = 100", "quick = 0", 5, "quick has to be a whole number", "quick = "),
    "quick as a text": Mistake("quick = 100", 'quick = "100"', 5, "quick has to be a whole number", "quick = "),
    "an answer for no size": Mistake("{ 10 = ", "{ 11 = ", 6, "words = 11, which is no size", "10, 100, 1000"),
    "an answer for a word": Mistake("{ 10 = ", "{ ten = ", 6, "words = ten, which is no size", "10, 100, 1000"),
    "answers in another parameter": Mistake("answer = { words", "answer = { n", 6, "'n'", "words"),
    "answers without a size": Mistake('{ words = { 10 = "3", 1_000 = 7 } }', '{ words = "3" }', 6, "a table", "answer"),
    "an answer that is a list": Mistake('10 = "3"', "10 = [3]", 6, "a text, a number", "answer = "),
    "an answer that is no number": Mistake('10 = "3"', "10 = nan", 6, "a text, a number", "answer = "),
    "a negative tolerance": Mistake("1e-9", "-1e-9", 7, "from 0 to below 1", "tolerance = "),
    "a tolerance of everything": Mistake("1e-9", "1.0", 7, "from 0 to below 1", "tolerance = "),
    "a tolerance as a text": Mistake("1e-9", '"1e-9"', 7, "tolerance has to be a number", "tolerance = "),
    "an input maker that is not there": Mistake(
        '"make_input.py"', '"mke_input.py"', 8, "is not there", "make_input.py"
    ),
    "a floor of 0": Mistake("cycles = 2.5", "cycles = 0", 11, "above 0 cycles", "cycles = "),
    "a floor below 0": Mistake("cycles = 2.5", "cycles = -1.0", 11, "above 0 cycles", "cycles = "),
    "a floor without end": Mistake("cycles = 2.5", "cycles = inf", 11, "cycles has to be a number", "cycles = "),
    "an unknown kind": Mistake('kind = "compute"', 'kind = "compte"', 2, "unknown kind 'compte'", "'compute'"),
    "a kind for later": Mistake('kind = "compute"', 'kind = "service"', 2, "cannot be raced", 'kind = "compute"'),
    "an unknown change": Mistake('change = "none"', 'change = "libary"', 18, "unknown change 'libary'", "'library'"),
    "an unknown language": Mistake('"python"', '"pyton"', 16, "unknown language 'pyton'", "'python'"),
    "an entry file that is not there": Mistake('"plain.py"', '"plian.py"', 17, "'plian.py' is not there", "'plain.py'"),
    "an entry file that is a folder": Mistake('"plain.py"', '"."', 17, "'.' is not there", ""),
    "a folder that is not there": Mistake('"plain.py"', '"x/plain.py"', 17, "is not there", "no folder"),
    "a name with a blank": Mistake('"plain"', '"pla in"', 15, "'pla in' has a blank", "'pla-in'"),
    "a name with @": Mistake('"plain"', '"plain@2"', 15, "'plain@2' has", "'plain-2'"),
    "a name with #": Mistake('"plain"', '"#1"', 15, "'#1' has", "'1'"),
    "two entries of one name": Mistake('"fast/words"', '"plain"', 21, "two entries", "on line 15"),
    "a Go requirement without version": Mistake("words@v1.2.3", "words", 25, "is not a requirement", "module@version"),
    "a requirement that is a command": Mistake(
        "example.org/words@v1.2.3", "--index=evil words", 25, "not a requirement of a go entry", "module@version"
    ),
    "a Python requirement of nonsense": Mistake(
        'change = "none"', 'change = "none"\nrequires = ["ok>=1",\n"=1"]', 20, "'=1' is not", "orjson>=3.10"
    ),
    "requirements that are a text": Mistake(
        '["example.org/words@v1.2.3"]', '"example.org/words@v1.2.3"', 25, "an array of texts", "requires = ["
    ),
    "compiler flags for Python": Mistake(
        'change = "none"', 'change = "none"\nflags = ["-O3"]', 19, "no compiler", "remove"
    ),
    "runtimes that are a text": Mistake(
        'change = "none"', 'change = "none"\nruntimes = "numba"', 19, "runtimes has to be an array", '["numba"]'
    ),
    "an unclosed text": Mistake('"Is counting slow?"', '"Is counting slow?', 3, "illegal character", "not TOML"),
    "a semicolon between keys": Mistake('"plain"\n', '"plain"; x = 1\n', 15, "after", "one key to a line"),
    "a key twice": Mistake('kind = "compute"', 'title = "compute"', 2, "overwrite", "not TOML"),
    "an unclosed array at the end": Mistake('["-ldflags=-s"]\n', "[", 26, "invalid value", "not TOML"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workload folder that is in order."""
    for name in ("plain.py", "words.go", "make_input.py"):
        (tmp_path / name).touch()
    (tmp_path / "workload.toml").write_text(GOOD)
    return tmp_path


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_refused_with_its_line_and_a_hint(folder: Path, mistake: Mistake) -> None:
    """Every mistake is one SpecError that says what, where and what to try."""
    assert GOOD.count(mistake.old) >= 1, "the case replaces nothing"
    file = folder / "workload.toml"
    file.write_text(GOOD.replace(mistake.old, mistake.new, 1))
    with pytest.raises(SpecError) as caught:
        read_workload(folder)
    error = caught.value
    assert error.where == f"{file}:{mistake.line}"
    assert mistake.what.lower() in error.what.lower()
    assert mistake.hint in error.hint
    assert error.hint or not mistake.hint
    assert "\n" not in str(error)
    assert error.exit_code == 2


def test_everything_that_is_written_is_read(folder: Path) -> None:
    """All keys arrive in the record, with absolute paths and answers as guests write them."""
    workload = read_workload(folder)
    assert workload.name == folder.name
    assert (workload.title, workload.kind, workload.question) == ("Count words", Kind.COMPUTE, "Is counting slow?")
    assert (workload.size_name, workload.sizes, workload.quick_size) == ("words", (10, 100, 1000), 100)
    assert workload.expected == {10: "3", 1000: "7"}
    assert workload.tolerance == 1e-9
    assert workload.floor == Floor(cycles=2.5, because="every letter is read")
    assert workload.input_maker == folder / "make_input.py"
    plain, words = workload.entries
    assert (plain.name, plain.language, plain.file, plain.change) == (
        "plain",
        "python",
        folder / "plain.py",
        Change.NONE,
    )
    assert words.requires == ("example.org/words@v1.2.3",)
    assert words.flags == ("-ldflags=-s",)


def test_what_is_left_out_has_a_default(folder: Path) -> None:
    """Title, sizes and one entry are enough; the quick size is then the last one."""
    file = folder / "workload.toml"
    entry = '[[entry]]\nname = "plain"\nlanguage = "python"\nfile = "plain.py"\nchange = "none"\n'
    file.write_text('title = "Count"\nsizes = { n = [3, 5] }\n' + entry)
    workload = read_workload(folder)
    assert workload.kind is Kind.COMPUTE
    assert workload.quick_size == 5
    assert (workload.expected, workload.tolerance, workload.floor, workload.suite) == ({}, 0.0, None, "")


@pytest.mark.parametrize(
    ("written", "read"),
    [("true", "true"), ("0.5", "0.5"), ("1e300", "1e+300"), ("-3", "-3"), ('"a b"', "a b")],
    ids=["bool", "float", "large float", "int", "text"],
)
def test_answers_become_the_text_that_guests_send(folder: Path, written: str, read: str) -> None:
    """An answer may be written as a TOML value of any scalar type."""
    (folder / "workload.toml").write_text(GOOD.replace('10 = "3"', f"10 = {written}"))
    assert read_workload(folder).expected[10] == read


@pytest.mark.parametrize("entry", ["", "entry = []\n"], ids=["no entry", "an empty list of entries"])
def test_a_workload_without_entries_is_refused(folder: Path, entry: str) -> None:
    """There is nothing to race."""
    (folder / "workload.toml").write_text(entry + GOOD.split("[[entry]]")[0])
    with pytest.raises(SpecError, match="at least one entry") as caught:
        read_workload(folder)
    assert "[[entry]]" in caught.value.hint


def test_an_entry_with_single_brackets_is_refused(folder: Path) -> None:
    """`[entry]` is a table, not a list of entries, and the hint says so."""
    first = GOOD.split("[[entry]]")
    (folder / "workload.toml").write_text(first[0] + "[entry]" + first[1])
    with pytest.raises(SpecError) as caught:
        read_workload(folder)
    assert caught.value.where.endswith(":14")
    assert "[[entry]] with two brackets" in caught.value.hint


@pytest.mark.parametrize(
    "requirement",
    [
        "orjson",
        "orjson>=3.10",
        "orjson >=3.10, <4",
        "a[b,c]~=1.0; python_version<'3.12'",
        "x @ https://e.org/x.whl",
        "n==2.*",
    ],
)
def test_requirements_in_the_language_of_pip_are_taken(folder: Path, requirement: str) -> None:
    """PEP 508 as people write it: extras, several versions, markers and addresses."""
    (folder / "workload.toml").write_text(GOOD.replace('"none"', f'"none"\nrequires = ["{requirement}"]', 1))
    assert read_workload(folder).entries[0].requires == (requirement,)


def test_a_folder_without_workload_toml_is_refused(tmp_path: Path) -> None:
    """The error names the file that is missing."""
    with pytest.raises(SpecError, match="cannot be read") as caught:
        read_workload(tmp_path)
    assert caught.value.where == str(tmp_path / "workload.toml")


def test_text_that_is_not_utf8_is_refused_with_its_line(folder: Path) -> None:
    """The line is counted up to the first byte that is wrong."""
    (folder / "workload.toml").write_bytes(
        GOOD.replace("slow", "sl\N{LATIN SMALL LETTER O WITH DIAERESIS}w").encode("latin-1")
    )
    with pytest.raises(SpecError, match="not UTF-8") as caught:
        read_workload(folder)
    assert caught.value.where.endswith("workload.toml:3")


def test_brackets_without_end_are_refused(folder: Path) -> None:
    """A parser that runs out of stack is no traceback to the user."""
    (folder / "workload.toml").write_text("title = " + "[" * 100_000)
    with pytest.raises(SpecError):
        read_workload(folder)


def test_windows_line_ends_are_read(folder: Path) -> None:
    """Lines may end as they do on Windows; the lines in errors stay right."""
    (folder / "workload.toml").write_bytes(GOOD.replace("1e-9", "-1").replace("\n", "\r\n").encode())
    with pytest.raises(SpecError) as caught:
        read_workload(folder)
    assert caught.value.where.endswith(":7")
