"""``python -m eichlab.benchmark NAME [--json] [option…]``: measure and print."""

import argparse
import json
import pkgutil
import sys
from importlib import import_module

import eichlab.benchmark


def main() -> int:
    """Run the benchmark named on the command line; its own options follow the name."""
    names = sorted(
        module.name
        for module in pkgutil.iter_modules(eichlab.benchmark.__path__)
        if not module.name.startswith("_")
    )
    parser = argparse.ArgumentParser(prog="python -m eichlab.benchmark", description=__doc__)
    parser.add_argument("name", choices=names)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments, options = parser.parse_known_args()
    figures = import_module(f"eichlab.benchmark.{arguments.name}").measure(options)
    if arguments.json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
        return 0
    width = max(map(len, figures), default=0)
    for name, figure in figures.items():
        shown = f"{figure:,.3f}" if isinstance(figure, float) else figure
        sys.stdout.write(f"{name:<{width}}  {shown}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
