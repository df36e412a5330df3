"""Write the JSON schema of every command's answer to docs/json; a test compares them."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from jobs.answers import SCHEMAS, schema_of

FOLDER = Path(__file__).parents[1] / "docs" / "json"


def main() -> None:
    for name, answer in SCHEMAS.items():
        text = json.dumps(schema_of(answer), indent=2) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
