"""Where the files that ship with Eichlab lie: in a checkout, an installation and a bundle alike."""

from importlib import resources
from pathlib import Path


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, for example ``resource("icons")``.

    Raises ``FileNotFoundError`` naming the missing part: that is a broken installation, never
    a mistake of the user's.
    """
    path = Path(str(resources.files("eichlab_resources"))).joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(
            f"Eichlab's installation lacks {'/'.join(parts)} (looked in {path})"
        )
    return path
