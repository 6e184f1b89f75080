"""Runs the Sigma rules of docs/detections as SQL over their fixtures, and pySigma's own validators over the rules.

    python sql.py DETECTIONS

prints one JSON object: rules, files of records, what went wrong, and what the validators say.
"""

import json
import sqlite3
import sys
from datetime import datetime, timezone
from pathlib import Path

from sigma.backends.sqlite import sqliteBackend
from sigma.collection import SigmaCollection
from sigma.plugins import InstalledSigmaPlugins
from sigma.rule import SigmaRule
from sigma.validation import SigmaValidator

# What does not hold for rules on records of this project: their log source is not in Sigma's own list, their files lie
# in a folder each under one name; ATT&CK and D3FEND are fetched from elsewhere than a package registry.
NOT_OURS = {"filename_length", "custom_attributes", "attacktag", "d3_fendtag"}


def read(record, field):
    """The value of a field as one column holds it. A list is its values, joined: SQL has no lists."""
    first, _, rest = field.partition(".")
    keys = [first, rest] if first == "unmapped" else field.split(".")

    def step(value, keys):
        if isinstance(value, list):
            found = [one for one in (step(each, keys) for each in value) if one is not None]
            return ", ".join(map(str, found)) if found else None
        if not keys or value is None:
            return value
        return step(value.get(keys[0]), keys[1:]) if isinstance(value, dict) else None

    value = step(record, keys)
    # A boolean in one answer of the Management API, a word in another: one column holds text.
    return str(value).lower() if field == "api.response.data.body.enabled" and value is not None else value


def count(query, fields, records):
    database = sqlite3.connect(":memory:")
    columns = [*fields, "timestamp"]
    database.execute(f"CREATE TABLE logs ({', '.join(f'`{column}`' for column in columns)})")
    for record in records:
        time = datetime.fromtimestamp(record["time"] / 1000, timezone.utc).isoformat()
        row = [*(read(record, field) for field in fields), time.replace("+00:00", "")]
        database.execute(f"INSERT INTO logs VALUES ({', '.join('?' * len(row))})", row)
    return len(database.execute(query).fetchall())


def fields_of(collection):
    fields = set()
    for rule in collection.rules:
        if isinstance(rule, SigmaRule):
            fields.update(rule.fields)
            for detection in rule.detection.detections.values():
                fields.update(item.field for item in detection.detection_items)
        else:
            fields.update(rule.group_by or [])
            if getattr(rule.condition, "fieldref", None):
                reference = rule.condition.fieldref
                fields.update([reference] if isinstance(reference, str) else reference)
    return sorted(fields)


def main(detections):
    validators = InstalledSigmaPlugins.autodiscover().validators
    validator = SigmaValidator([cls for name, cls in validators.items() if name not in NOT_OURS])
    wrong, said, files = [], [], 0
    paths = sorted(detections.glob("*/sigma.yml"))
    for path in paths:
        collection = SigmaCollection.from_yaml(path.read_text())
        said += [f"{path.parent.name}: {issue}" for issue in validator.validate_rules(collection)]
        counts = len(collection.rules) > 1
        queries = sqliteBackend().convert(collection)
        fields = fields_of(collection)
        for fixture in sorted(path.parent.glob("fixtures/*.ocsf.*json")):
            files += 1
            records = [json.loads(line) for line in fixture.read_text().splitlines()]
            fires = fixture.name.startswith("fires")
            if counts:
                found, wanted = count(queries[-1], fields, records) > 0, fires
            else:
                found, wanted = count(queries[0], fields, records), len(records) if fires else 0
            if found != wanted:
                wrong.append(f"{path.parent.name}/{fixture.name}: {found}, wanted {wanted}")
    print(json.dumps({"rules": len(paths), "files": files, "wrong": wrong, "validators": said}))


main(Path(sys.argv[1]))
