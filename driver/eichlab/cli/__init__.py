"""The command line without Qt: one module a command."""


def main() -> None:
    """Run the command line."""
    # Loaded when it is run: processes that judge records need no commands.
    from eichlab.cli.app import main as run

    run()
