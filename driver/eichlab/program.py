"""What program this is: its version and build, the digest of its files, how it starts itself.

The digest is made so that an inspector recomputes it with the tools of any Linux: `DIGEST_COMMAND`
is what `digest_of` does, and the window About shows it with the folder filled in.
"""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import eichlab
from eichlab.resources import resource

DIGEST_COMMAND: Final = (
    "find -L {folders} -type f ! -path '*/__pycache__/*' -print0"
    " | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"
)
"""To be run in the program's folder (`ProgramFiles.base`)."""

_GIT_S: Final = 5.0
_CACHE: Final = "__pycache__"


def is_bundle() -> bool:
    """Return whether this is the bundled program, with a Python of its own."""
    return bool(getattr(sys, "frozen", False))


def own_command(*arguments: str | Path, desktop: bool = False) -> list[str]:
    """Return the command line that starts this very program once more.

    ``desktop`` for the commands with a window, which the driver alone does not have.
    """
    module = "eichlab_gui" if desktop else "eichlab"
    start = [sys.executable] if is_bundle() else [sys.executable, "-m", module]
    return [*start, *map(str, arguments)]


@dataclass(frozen=True, slots=True)
class Build:
    """Where the program's files come from: commit and its date, empty where nobody knows.

    ``changed``: files differed from the commit, or were there beside it.
    """

    commit: str = ""
    date: str = ""
    changed: bool = False


def read_build() -> Build:
    """Return the build, from the file written with a bundle, else from git where it is a checkout.

    Reads files and may wait for git: not for a GUI thread.
    """
    try:
        written = json.loads(resource("build.json").read_text("utf-8"))
        return Build(str(written["commit"]), str(written["date"]), bool(written["changed"]))
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError):
        return Build()
    project = Path(eichlab.__file__).resolve().parents[2]
    return build_of_checkout(project) if (project / ".git").exists() else Build()


def build_of_checkout(project: Path) -> Build:
    """Return what git says of a checkout; an empty build where git is missing or refuses."""
    try:
        commit, date = _git(project, "log", "-1", "--format=%H %cs").split()
        # A file nobody added to git is installed and runs like any other.
        changed = bool(_git(project, "status", "--porcelain", "--untracked-files=normal"))
    except (OSError, subprocess.SubprocessError, ValueError):
        return Build()
    return Build(commit, date, changed)


def _git(project: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - a fixed command
        # Looking must not get into the way of whoever works with the checkout.
        ["git", "--no-optional-locks", "-C", str(project), *arguments],  # noqa: S607 - the system's
        capture_output=True,
        text=True,
        timeout=_GIT_S,
        check=True,
    )
    return done.stdout.strip()


@dataclass(frozen=True, slots=True)
class ProgramFiles:
    """The files that make up the program: everything below ``folders``, which lie in ``base``.

    ``executable`` is the bundle's one file to start; none where an installed Python runs us.
    """

    base: Path
    folders: tuple[str, ...]
    executable: Path | None = None

    @property
    def command(self) -> str:
        """Return what to type in ``base`` for the digest."""
        return DIGEST_COMMAND.format(folders=" ".join(self.folders))


def program_files() -> ProgramFiles:
    """Return where the running program's files lie.

    A bundle: its whole folder. Otherwise the packages of Eichlab (not Python, nor libraries).
    """
    if is_bundle():
        executable = Path(sys.executable).resolve()
        return ProgramFiles(executable.parent, (".",), executable)
    driver = Path(eichlab.__file__).resolve().parent
    packages = [driver, resource().resolve()]
    for desktop in (driver.parents[1] / "gui" / "eichlab_gui", driver.parent / "eichlab_gui"):
        if desktop.is_dir():
            packages.append(desktop)
            break
    base = Path(os.path.commonpath([each.parent for each in packages]))
    return ProgramFiles(base, tuple(sorted(each.relative_to(base).as_posix() for each in packages)))


def digest_of(files: ProgramFiles) -> str:
    """Return the SHA-256 over the program's files, hex, as `ProgramFiles.command` prints it.

    It is the SHA-256 of the text that ``sha256sum`` prints for all files, sorted by the bytes of
    their names: a line each, of the file's SHA-256, two spaces, the name. Links are followed;
    what Python keeps in ``__pycache__`` does not count. Reads everything: not for a GUI thread.
    """
    whole = hashlib.sha256()
    for name in sorted(_names(files), key=os.fsencode):
        whole.update(f"{digest_of_file(files.base / name)}  ".encode())
        whole.update(os.fsencode(name) + b"\n")
    return whole.hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of one file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _names(files: ProgramFiles) -> list[str]:
    """Return the names as ``find`` prints them: each begins with its folder as it was given."""
    names = []
    for folder in files.folders:
        for root, folders, inside in os.walk(files.base / folder, followlinks=True):
            folders[:] = [each for each in folders if each != _CACHE]
            below = Path(root).relative_to(files.base / folder)
            names += [
                "/".join((folder, *below.parts, name))
                for name in inside
                if (Path(root) / name).is_file()
            ]
    return names
