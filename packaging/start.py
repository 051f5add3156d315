"""Where the bundled program begins; the installed one begins at the same function."""

from eichlab_gui.__main__ import main

if __name__ == "__main__":
    main()
