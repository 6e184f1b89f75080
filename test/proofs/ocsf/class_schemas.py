"""Prints JSON Schemas of OCSF's classes as ocsf-json-schema makes them of the official export: one for each
[version, class_uid, profiles] of the list that standard input holds."""

import json
import sys

from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

makers = {}
schemas = []
for version, class_uid, profiles in json.load(sys.stdin):
    if version not in makers:
        makers[version] = OcsfJsonSchemaEmbedded(get_ocsf_schema(version=version))
    maker = makers[version]
    schemas.append(maker.get_class_schema(maker.lookup_class_name_from_uid(class_uid), profiles))
json.dump(schemas, sys.stdout)
