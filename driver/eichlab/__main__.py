"""``python -m eichlab``: the command line without Qt."""

from eichlab.cli import main

if __name__ == "__main__":
    main()
