"""Bad places and bad files: each one clear line of the right class, and nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.stores import as_nobody, keep
from runoff.errors import LacksError, RunoffError, StoreError, UsageError
from runoff.model.plan import Run
from runoff.model.sample import Race, Sample
from runoff.store.journal import Journal
from runoff.store.ledger import JournalLedger
from runoff.store.trouble import FormatError, explain


def refusal(place: Path | str, *, write: bool = False) -> RunoffError:
    """The error that opening this place and reading its latest run ends with: one line, with something to try."""
    with pytest.raises(RunoffError) as caught, Journal.open(place, write=write) as journal:
        journal.read()
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    return caught.value


def test_no_store_to_read(file: Path) -> None:
    """Wrong use: nothing has been run here, and looking does not make a file."""
    error = refusal(file)
    assert (type(error), error.what) == (UsageError, "there is no store here yet")
    assert not list(file.parent.iterdir())


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_a_store_without_runs(file: Path, write: bool) -> None:
    """An empty file is a store that holds nothing yet."""
    file.touch()
    assert refusal(file, write=write).what == "this store holds no runs yet"
    with Journal.open(file, write=write) as journal:
        assert journal.runs() == ()
        assert journal.unfinished() is None


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_a_file_that_is_no_database(file: Path, write: bool) -> None:
    """`--db README.md` is wrong use, and the file stays as it is."""
    text = "# Read me\n" * 500
    file.write_text(text)
    error = refusal(file, write=write)
    assert (type(error), error.exit_code, error.what) == (FormatError, 2, "this file is not a runoff store")
    assert file.read_text() == text
    assert [each.name for each in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
@pytest.mark.parametrize("table", ["photo(place)", "meta(b)", "meta(key, value)"])
def test_another_programs_database(file: Path, table: str, write: bool) -> None:
    """Refused before a byte of it is changed: not even its journal mode."""
    connection = sqlite3.connect(file)
    connection.execute(f"CREATE TABLE {table}")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    error = refusal(file, write=write)
    assert (type(error), error.what) == (FormatError, "this is a database, but not a runoff store")
    assert file.read_bytes() == before


@pytest.mark.parametrize("write", [False, True], ids=["read", "write"])
def test_a_store_of_a_newer_format(store: Path, write: bool) -> None:
    """Says which version wrote it and what to try, and ends with exit code 2."""
    connection = sqlite3.connect(store)
    connection.execute("UPDATE meta SET value = '7' WHERE key = 'format'")
    connection.execute("UPDATE meta SET value = '0.9.0' WHERE key = 'written_by'")
    connection.commit()
    connection.close()
    error = refusal(store, write=write)
    assert error.exit_code == 2
    assert "written by runoff 0.9.0 in format 7" in error.what
    assert error.hint == "update runoff, or name another place with --db"


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    """The file in it has to be named."""
    assert refusal(tmp_path, write=True).what == "this is a folder, not a store"


def test_a_folder_that_is_a_file(file: Path) -> None:
    """Nothing can be made below a file."""
    file.touch()
    error = refusal(file / "runoff.db", write=True)
    assert (type(error), error.what) == (StoreError, "the folder of this store is a file")


@pytest.mark.parametrize("name", ["runoff.db", "new/runoff.db"], ids=["folder is there", "folder would be made"])
def test_a_folder_that_may_not_be_written(open_folder: Path, name: str) -> None:
    """The machine lacks a permission: exit code 3."""
    open_folder.chmod(0o555)
    with as_nobody():
        error = refusal(open_folder / name, write=True)
    assert (error.exit_code, error.what) == (3, "the store cannot be written: permission denied")


def test_a_file_that_may_not_be_written(open_folder: Path, run: Run, race: Race) -> None:
    """Somebody else's store in a folder open to all."""
    file = open_folder / "runoff.db"
    keep(file, run, race)
    file.chmod(0o444)
    file.with_name("runoff.db-lock").unlink()
    open_folder.chmod(0o777)
    with as_nobody():
        error = refusal(file, write=True)
    assert (type(error), error.what) == (StoreError, "the store cannot be written: permission denied")


def test_a_file_that_may_not_be_read(open_folder: Path, run: Run, race: Race) -> None:
    """Not a traceback and not `empty`."""
    file = open_folder / "runoff.db"
    keep(file, run, race)
    file.chmod(0)
    with as_nobody():
        error = refusal(file)
    assert (type(error), error.what) == (StoreError, "the store cannot be opened")


def test_a_store_can_be_read_where_nothing_may_be_written(open_folder: Path, run: Run, race: Race) -> None:
    """`runoff show` on a colleague's store or a read-only medium."""
    file = open_folder / "runoff.db"
    keep(file, run, race)
    file.chmod(0o444)
    open_folder.chmod(0o555)
    with as_nobody(), Journal.open(file, write=False) as journal:
        assert journal.read()[1][0].samples == race.samples


def test_a_store_that_is_deleted_in_the_middle(file: Path, run: Run, race: Race) -> None:
    """SQLite would go on writing into nothing; the next turn says so instead."""
    with Journal.open(file, write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        ledger.sample(race.samples[0])
        shutil.rmtree(file.parent)
        with pytest.raises(StoreError, match="deleted or replaced while it was being written"):
            ledger.sample(race.samples[1])


def test_a_store_that_is_replaced_in_the_middle(file: Path, run: Run, race: Race) -> None:
    """Another file of the same name is not the store."""
    with Journal.open(file, write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        file.rename(file.with_name("away.db"))
        file.touch()
        with pytest.raises(StoreError, match="deleted or replaced"):
            ledger.sample(race.samples[0])


def keep_all(race: Race, ledger: JournalLedger, kept: list[Sample]) -> None:
    """Write far more turns than there is room for; `kept` are those whose call returned."""
    for sample in race.samples * 1000:
        ledger.sample(sample)
        kept.append(sample)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "runoff-test", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a file system can be mounted only by root with the rights to")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_loses_nothing(small_disk: Path, run: Run, race: Race) -> None:
    """What was committed can be read while the disk is full; with space again the race goes on."""
    file = small_disk / "runoff.db"
    kept: list[Sample] = []
    with Journal.open(file, write=True) as journal:
        ballast = small_disk / "ballast"
        journal.create(run)
        ballast.write_bytes(bytes(100_000))
        ledger = journal.ledger(run.id, 0)
        with pytest.raises(StoreError, match="the disk is full") as caught:
            keep_all(race, ledger, kept)
        assert caught.value.exit_code == 3
        assert "runoff resume" in caught.value.hint
        assert journal.read()[1][0].samples == tuple(kept)
        ballast.unlink()
        ledger.sample(race.samples[0])
    with Journal.open(file, write=False) as journal:
        assert journal.read()[1][0].samples == (*kept, race.samples[0])


def test_a_disk_that_is_full_from_the_start(small_disk: Path) -> None:
    """There is no room for the tables."""
    (small_disk / "ballast").write_bytes(bytes(1_000_000))
    assert refusal(small_disk / "runoff.db", write=True).what == "the disk is full"


def test_a_read_only_file_system(small_disk: Path, run: Run, race: Race) -> None:
    """Reading works, writing says why not."""
    file = small_disk / "runoff.db"
    keep(file, run, race)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with Journal.open(file, write=False) as journal:
        assert journal.read()[0] == run
    for place in (file, small_disk / "new" / "runoff.db"):
        error = refusal(place, write=True)
        assert (type(error), error.what) == (StoreError, "the store cannot be written: read-only file system")


def test_a_write_that_the_system_refuses_loses_nothing(file: Path, run: Run, race: Race) -> None:
    """A limit on file sizes stands for any error of the disk: one line, and the turns before it stay."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    kept: list[Sample] = []
    with Journal.open(file, write=True) as journal:
        journal.create(run)
        ledger = journal.ledger(run.id, 0)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
        try:
            with pytest.raises(StoreError, match="the disk failed to read or write the store"):
                keep_all(race, ledger, kept)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert kept
        assert journal.read()[1][0].samples == tuple(kept)


def test_a_damaged_store(store: Path) -> None:
    """Pages overwritten by something else: says so, instead of showing half a run."""
    with store.open("r+b") as raw:
        raw.seek(4096)
        raw.write(os.urandom(store.stat().st_size - 4096))
    error = refusal(store)
    assert (type(error), error.what) == (StoreError, "the store is damaged")


@pytest.mark.parametrize(
    ("url", "kind", "what"),
    [
        ("nonsense://x", UsageError, "there is no database called 'nonsense'"),
        ("http://[x", UsageError, "there is no database called 'http'"),
        ("::://", UsageError, "'::://' is not a database URL"),
        ("sqlite://", UsageError, "a store has to be a file: runs are kept"),
        ("oracle://u:p@h/db", LacksError, "the database driver"),
    ],
    ids=["unknown", "malformed", "not a URL", "in memory", "driver missing"],
)
def test_urls_that_lead_nowhere(url: str, kind: type[RunoffError], what: str) -> None:
    """Each with something to try."""
    error = refusal(url, write=True)
    assert type(error) is kind
    assert error.what.startswith(what)


def test_errors_without_a_meaning_of_ours_keep_their_words() -> None:
    """In one line, with the place."""
    error = explain(sqlite3.OperationalError("no such\ncolumn: x"), "runs.db")
    assert str(error) == "runs.db: the store failed: no such column: x"
