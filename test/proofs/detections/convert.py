"""Converts the Sigma rules of docs/detections with pySigma, and writes the queries that are committed beside them.

    python convert.py DETECTIONS TARGET

reads DETECTIONS/*/sigma.yml and DETECTIONS/pipeline.yml, writes TARGET/NAME/{splunk.spl,elastic.esql,sentinel.kql,
panther.py,panther.yml}, and prints one JSON object: per backend what was converted and what was refused, and why.

pySigma decides what a condition means in each language. What stands around it is ours, because a converter does not know
it: where a field is found (`spath`, `tostring`), that an event may come twice, what the analyst wants to see, and the
counting that Kusto's and Panther's backends lack.
"""

import json
import re
import sys
import textwrap
from collections import Counter, defaultdict
from pathlib import Path

import yaml
from sigma.backends.elasticsearch import ESQLBackend
from sigma.backends.kusto import KustoBackend
from sigma.backends.panther import PantherBackend
from sigma.backends.secops import SecOpsBackend
from sigma.backends.splunk import SplunkBackend
from sigma.collection import SigmaCollection
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import FieldMappingTransformation

# Field of the record: its name in SPL and in KQL.
NAMES = {
    "metadata.uid": ("log_id", "LogId"),
    "metadata.event_code": ("event_code", "EventCode"),
    "metadata.correlation_uid": ("session_id", "SessionId"),
    "metadata.tenant_uid": ("tenant", "Tenant"),
    "user.uid": ("user_id", "UserId"),
    "user.name": ("user", "UserName"),
    "actor.user.uid": ("admin_id", "AdminId"),
    "src_endpoint.ip": ("src", "SrcIpAddr"),
    "http_request.user_agent": ("user_agent", "UserAgent"),
    "http_request.http_method": ("method", "Method"),
    "http_request.url.path": ("path", "Path"),
    "service.uid": ("client_id", "ClientId"),
    "api.operation": ("operation", "Operation"),
    "class_name": ("class_name", "ClassName"),
    "risk_details": ("risk_details", "RiskDetails"),
    "message": ("message", "Message"),
    "api.response.data.body.enabled": ("enabled", "Enabled"),
}
# What ES|QL can read: the rest of an event is `flattened` in the index template.
IN_ECS = {field for field in NAMES if not field.startswith(("http_request.http", "http_request.url", "api.", "actor."))}
IN_ECS.discard("metadata.tenant_uid")
TACTICS = {
    "reconnaissance": "TA0043", "initial-access": "TA0001", "persistence": "TA0003", "privilege-escalation": "TA0004",
    "defense-evasion": "TA0005", "credential-access": "TA0006", "discovery": "TA0007", "lateral-movement": "TA0008",
    "collection": "TA0009", "impact": "TA0040",
}  # fmt: skip
# These four have queries written by hand, which the tests read word for word.
BY_HAND = {"delegated-session", "session-hijack", "session-used-after-end", "single-factor-sensitive-client"}
NOTE = "Converted from sigma.yml, do not edit."


class Rule:
    def __init__(self, path):
        self.name = path.parent.name
        self.text = path.read_text()
        self.documents = list(yaml.safe_load_all(self.text))
        self.base = self.documents[0]
        self.counting = self.documents[1]["correlation"] if len(self.documents) > 1 else None
        shown = self.documents[-1]
        self.title = shown["title"].replace(", Counted", "")
        self.level = shown["level"]
        self.techniques = [tag[7:].upper() for tag in shown["tags"] if re.match(r"attack\.t\d", tag)]
        self.description = " ".join(shown["description"].split()).removesuffix(
            " Reads OCSF 1.8.0 records of session-enricher."
        )
        detection = {k: v for k, v in self.base["detection"].items() if k != "condition"}
        self.read = list(dict.fromkeys(key.split("|")[0] for part in detection.values() for key in part))
        self.shown = self.base["fields"]
        self.by_session = self.is_signal = "risk_details" in self.read

    @property
    def head(self):
        return textwrap.wrap(f"{self.description} {self.level.capitalize()}, {', '.join(self.techniques)}. {NOTE}", 115)

    @property
    def fields(self):
        """What is decided on, then what is shown."""
        return list(dict.fromkeys([*self.read, *self.shown, *self.counted]))

    @property
    def counted(self):
        """What the counting groups by, and whose values it counts."""
        if not self.counting:
            return []
        field = self.counting["condition"].get("field")
        return [*self.counting["group-by"], *([field] if field else [])]


def convert(backend, rule, names, is_counted=False):
    """The condition alone, or with the counting, in one language."""
    pipeline = ProcessingPipeline(items=[ProcessingItem(FieldMappingTransformation(names))])
    unwanted = {"fields"} if is_counted else {"fields", "name"}
    base = {key: value for key, value in rule.base.items() if key not in unwanted}
    documents = [base, *rule.documents[1:]] if is_counted else [base]
    text = yaml.safe_dump_all(documents, sort_keys=False)
    result = backend(processing_pipeline=pipeline).convert(SigmaCollection.from_yaml(text))
    return result.strip() if isinstance(result, str) else result[0].strip()


def to_splunk(rule):
    names = {field: NAMES[field][0] for field in rule.fields}

    def take(field):
        if field.startswith("unmapped."):
            # A key with dots: spath would read it as a path.
            key = field.removeprefix("unmapped.")
            return f'| eval {names[field]}=json_extract_exact(json_extract(_raw, "unmapped"), "{key}")'
        return f"| spath path={field} output={names[field]}"

    condition = convert(SplunkBackend, rule, names)
    first = [take(field) for field in rule.read]
    rest = [take(field) for field in rule.fields if field not in rule.read]
    lines = ["```" + "\n".join(rule.head) + "```", "`auth0_sessions`", *first, f"| search {condition}", *rest, "| dedup log_id"]
    if rule.counting:
        counted = convert(SplunkBackend, rule, names, is_counted=True)
        if not counted.startswith(condition):
            raise ValueError("the counting does not begin with the condition")
        return "\n".join([*lines, *re.findall(r"^\|.*$", counted[len(condition) :], re.M)])
    if rule.by_session:
        lines += ["| eval incident=coalesce(session_id, log_id)", "| dedup incident"]
    return "\n".join([*lines, f"| table _time, {', '.join(names[field] for field in rule.shown)}"])


def to_sentinel(rule):
    names = {field: NAMES[field][1] for field in rule.fields}

    def take(field):
        if field.startswith("unmapped."):
            return f"{names[field]} = tostring(unmapped['{field[9:]}'])"
        return f"{names[field]} = tostring({field})"

    condition = convert(KustoBackend, rule, names)
    made = ",\n    ".join(take(field) for field in rule.fields)
    lines = [*("// " + line for line in rule.head), "SessionEnricher_CL", f"| extend {made}", f"| where {condition}"]
    if rule.counting:
        how = rule.counting["condition"]
        count = f"count_distinct({names[how['field']]})" if "field" in how else "count()"
        groups = ", ".join(names[field] for field in rule.counting["group-by"])
        # Nobody is no group, and nothing is no value.
        needed = " and ".join(f"isnotempty({names[field]})" for field in rule.counted)
        return "\n".join([
            *lines,
            f"| where {needed}",
            "| summarize arg_max(TimeGenerated, *) by LogId",
            f"| summarize Counted = {count} by {groups}, bin(TimeGenerated, {rule.counting['timespan']})",
            f"| where Counted >= {how['gte']}",
        ])
    key = "LogId"
    if rule.by_session:
        lines.append("| extend Incident = coalesce(SessionId, LogId)")
        key = "Incident"
    lines.append(f"| summarize arg_max(TimeGenerated, *) by {key}")
    return "\n".join([*lines, f"| project TimeGenerated, {', '.join(names[field] for field in rule.shown)}"])


def to_elastic(rule, pipeline):
    if not set(rule.fields) <= IN_ECS:
        return None
    documents = rule.documents
    if rule.is_signal:
        # In ECS the signals are booleans of their own; a comparison with a list of names would be null.
        text = yaml.safe_dump_all(documents, sort_keys=False)
        text = re.sub(r"risk_details\|contains: (\w+)", r"auth0.signals.values.\1: true", text)
        documents = list(yaml.safe_load_all(text))
    backend = ESQLBackend(processing_pipeline=pipeline)
    query = backend.convert(SigmaCollection.from_yaml(yaml.safe_dump_all(documents, sort_keys=False)))[0]
    query = query.replace("from * metadata", "from logs-auth0.session-* metadata", 1)
    query = re.sub(r" +\| ", "\n| ", query.strip())
    if rule.counting:
        # ES|QL makes a group of those without a value.
        needed = " and ".join(f"{pipeline_names(pipeline)[field]} is not null" for field in rule.counting["group-by"])
        query = query.replace("\n| eval", f"\n| where {needed}\n| eval", 1)
    return "\n".join([*("// " + line for line in rule.head), query])


def pipeline_names(pipeline):
    """The field names of ECS, by those of OCSF."""
    return next(item.transformation.mapping for item in pipeline.items if item.identifier == "field_names")


def to_panther(rule):
    if rule.counting and rule.counting["type"] != "event_count":
        return None
    source = convert(PantherBackend, rule, {})
    source = source[source.index("def rule") :]
    # A switch is a boolean in one answer and a word in another; the other languages read both as text.
    source = re.sub(r'(event\.deep_get\(\s*"api", [^)]*\))(\s+in \[)', r"str(\1).lower()\2", source)
    # The backend takes every dot for a step down.
    source = re.sub(
        r'"unmapped", ("\w+"(?:, "\w+")+)', lambda keys: '"unmapped", ' + keys[1].replace('", "', "."), source
    )

    def get(field):
        path = f'"unmapped", "{field[9:]}"' if field.startswith("unmapped.") else ", ".join(f'"{p}"' for p in field.split("."))
        return f"event.deep_get({path})"

    if rule.counting:
        # Without the field an event stands alone.
        dedup = " + ' ' + ".join(f'({get(field)} or {get("metadata.uid")} or "")' for field in rule.counting["group-by"])
    else:
        dedup = f'{get("metadata.correlation_uid")} or {get("metadata.uid")} or ""' if rule.by_session else f'{get("metadata.uid")} or ""'
    who = next(field for field in ("user.name", "actor.user.uid", "service.uid", "message") if field in rule.shown or field == "message")
    context = "".join(f'        "{NAMES[field][0]}": {get(field)},\n' for field in rule.shown)
    named = get(who).replace('"', "'")
    return "\n".join([
        '"""' + "\n".join(textwrap.wrap(f"{rule.description} {NOTE}", 112)) + '"""\n\n',
        f"{source.strip()}\n\n",
        "def title(event):",
        f'    return f"{rule.title}: {{{named}}}"\n\n',
        "def dedup(event):",
        f"    return {dedup}\n\n",
        "def alert_context(event):",
        f"    return {{\n{context}    }}",
    ])


def to_panther_metadata(rule):
    length = rule.counting["timespan"] if rule.counting else "60m"
    minutes = int(length[:-1]) * (60 if length.endswith("h") else 1)
    tactics = [TACTICS[tag[7:]] for tag in rule.documents[-1]["tags"] if tag[7:] in TACTICS]
    return "\n".join([
        "AnalysisType: rule",
        "Filename: panther.py",
        f"RuleID: SessionEnricher.{''.join(word.capitalize() for word in rule.name.split('-'))}",
        f"DisplayName: {rule.title}",
        "Enabled: true",
        "LogTypes:",
        "  - Custom.SessionEnricher",
        f"Severity: {rule.level.capitalize()}",
        "Reports:",
        "  MITRE ATT&CK:",
        *(f"    - {tactics[min(i, len(tactics) - 1)]}:{technique}" for i, technique in enumerate(rule.techniques)),
        f"Description: {json.dumps(rule.description)}",
        f"DedupPeriodMinutes: {minutes}",
        f"Threshold: {rule.counting['condition']['gte'] if rule.counting else 1}",
    ])


def main(detections, target):
    rules = [Rule(path) for path in sorted(detections.glob("*/sigma.yml"))]
    pipeline = ProcessingPipeline.from_yaml((detections / "pipeline.yml").read_text())
    languages = {
        "splunk.spl": to_splunk,
        "sentinel.kql": to_sentinel,
        "elastic.esql": lambda rule: to_elastic(rule, pipeline),
        "panther.py": to_panther,
    }
    converted, refused = Counter(), defaultdict(list)
    for rule in rules:
        try:
            convert(SecOpsBackend, rule, {}, is_counted=rule.counting is not None)
            converted["secops"] += 1
        except Exception as error:  # Each backend has errors of its own; which it was is the finding.
            refused["secops"].append(f"{rule.name}: {error}")
        if rule.name in BY_HAND:
            continue
        (target / rule.name).mkdir(parents=True, exist_ok=True)
        for file, to_text in languages.items():
            text = to_text(rule)
            if text is None:
                refused[file].append(f"{rule.name}: not in this language")
                continue
            converted[file] += 1
            (target / rule.name / file).write_text(text + "\n")
            if file == "panther.py":
                (target / rule.name / "panther.yml").write_text(to_panther_metadata(rule) + "\n")
    print(json.dumps({"rules": len(rules), "converted": converted, "refused": refused}))


main(Path(sys.argv[1]), Path(sys.argv[2]))
