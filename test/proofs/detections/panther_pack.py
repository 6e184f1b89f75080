"""Lays the Panther rules of docs/detections out as panther-analysis-tool wants them, with their fixtures as tests.

    python panther_pack.py DETECTIONS TARGET

A rule that counts says yes to each of its events, and Panther counts; so of its quiet fixtures only those of other types
are tests. Prints how many rules and tests there are.
"""

import json
import shutil
import sys
from pathlib import Path

import yaml


def main(detections, target):
    rules = tests = 0
    for path in sorted(detections.glob("*/panther.yml")):
        name = path.parent.name
        metadata = yaml.safe_load(path.read_text())
        counts = metadata["Threshold"] > 1
        metadata["Filename"] = f"{name.replace('-', '_')}.py"
        metadata["Tests"] = []
        for fixture in sorted(path.parent.glob("fixtures/*.ocsf.*json")):
            fires = fixture.name.startswith("fires")
            if counts and not fires and "other-types" not in fixture.name:
                continue
            for index, line in enumerate(fixture.read_text().splitlines()):
                test = {"Name": f"{fixture.name} {index + 1}", "ExpectedResult": fires, "Log": json.loads(line)}
                metadata["Tests"].append(test)
        rules += 1
        tests += len(metadata["Tests"])
        folder = target / "rules" / name.replace("-", "_")
        folder.mkdir(parents=True)
        (folder / f"{name.replace('-', '_')}.yml").write_text(yaml.safe_dump(metadata, sort_keys=False))
        shutil.copy(path.parent / "panther.py", folder / metadata["Filename"])
    print(json.dumps({"rules": rules, "tests": tests}))


main(Path(sys.argv[1]), Path(sys.argv[2]))
