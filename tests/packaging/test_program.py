"""What program this is: build, digest, and how it starts itself."""

import subprocess
import sys
from pathlib import Path

import pytest

import eichlab
from eichlab import program
from eichlab.program import (
    Build,
    ProgramFiles,
    build_of_checkout,
    digest_of,
    own_command,
    program_files,
    read_build,
)

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs GNU tools")


def typed(files):
    """Return what the documented command prints, as an inspector would type it."""
    done = subprocess.run(
        files.command, shell=True, cwd=files.base, capture_output=True, text=True, check=True
    )
    return done.stdout.split()[0]


@linux
def test_the_digest_is_what_an_inspector_computes(tmp_path):
    for name in ("b/two.py", "a.txt", "B.txt", "ä", "b/deep/three", "b/__pycache__/two.pyc", "b-2"):
        path = tmp_path / "program" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
    (tmp_path / "program" / "link").symlink_to("b/two.py")
    (tmp_path / "program" / "linked").symlink_to("b")
    files = ProgramFiles(tmp_path / "program", (".",))
    digest = digest_of(files)
    assert digest == typed(files)
    (tmp_path / "program" / "b" / "__pycache__" / "two.pyc").write_text("compiled anew")
    assert digest_of(files) == digest
    (tmp_path / "program" / "b" / "deep" / "three").write_text("another")
    assert digest_of(files) != digest
    assert digest_of(files) == typed(files)


@linux
def test_the_digest_of_this_program_is_what_an_inspector_computes():
    files = program_files()
    assert files.executable is None
    assert len(files.folders) == 3
    assert any(each.endswith("eichlab_gui") for each in files.folders)
    assert digest_of(files) == typed(files)


@linux
def test_a_bundle_is_its_whole_folder(tmp_path, monkeypatch):
    folder = tmp_path / "eichlab"
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "library.so").write_bytes(b"library")
    (folder / "eichlab").write_bytes(b"program")
    (tmp_path / "link").symlink_to(folder / "eichlab")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "link"))
    files = program_files()
    assert files == ProgramFiles(folder, (".",), folder / "eichlab")
    assert digest_of(files) == typed(files)
    assert own_command("simulate", "em580") == [str(tmp_path / "link"), "simulate", "em580"]


def test_the_program_starts_itself():
    done = subprocess.run(own_command("--version"), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"eichlab {eichlab.__version__}"
    assert own_command("demo", desktop=True)[1:] == ["-m", "eichlab_gui", "demo"]


# Build.


def git(folder, *arguments):
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.invalid")
    done = subprocess.run(
        ["git", "-C", folder, *identity, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_checkout_knows_its_commit_and_whether_it_was_changed(tmp_path):
    git(tmp_path, "init", "-q")
    (tmp_path / "file").write_text("one")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-q", "-m", "one", "--date", "2026-02-03T12:00:00")
    commit, date = git(tmp_path, "log", "-1", "--format=%H %cs").split()
    assert build_of_checkout(tmp_path) == Build(commit, date)
    (tmp_path / "file").write_text("two")
    assert build_of_checkout(tmp_path) == Build(commit, date, changed=True)


def test_a_file_beside_the_commit_counts_as_a_change_unless_git_ignores_it(tmp_path):
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text("ignored/\n")
    git(tmp_path, "add", ".gitignore")
    git(tmp_path, "commit", "-q", "-m", "one")
    # Whoever works with the checkout may not care to see them.
    git(tmp_path, "config", "status.showUntrackedFiles", "no")
    (tmp_path / "ignored").mkdir()
    (tmp_path / "ignored" / "made.py").write_text("made")
    assert not build_of_checkout(tmp_path).changed
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "more.py").write_text("more")
    assert build_of_checkout(tmp_path).changed


def test_where_there_is_no_git_the_build_is_unknown(tmp_path, monkeypatch):
    assert build_of_checkout(tmp_path / "nowhere") == Build()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build_of_checkout(Path(eichlab.__file__).parents[2]) == Build()


@pytest.mark.parametrize(
    ("text", "build"),
    [
        (
            '{"commit": "abc", "date": "2026-01-02", "changed": true}',
            Build("abc", "2026-01-02", True),
        ),
        ("{}", Build()),
        ("[]", Build()),
        ("no JSON", Build()),
    ],
)
def test_a_bundle_reads_what_was_written_with_it(tmp_path, monkeypatch, text, build):
    (tmp_path / "build.json").write_text(text, "utf-8")
    monkeypatch.setattr(program, "resource", lambda *parts: tmp_path.joinpath(*parts))
    assert read_build() == build
