"""`python -m tests.gold.make [names]`: every gold document's file, or those named."""

import sys

from tests.gold.makers import MAKERS
from tests.gold.spec import FILES, golds


def main(wanted: list[str]) -> None:
    FILES.mkdir(exist_ok=True)
    for gold in golds():
        if not wanted or any(gold.name.startswith(name) for name in wanted):
            gold.file.write_bytes(MAKERS[gold.kind](gold))
            sys.stdout.write(f"{gold.file.name}: {gold.file.stat().st_size}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
