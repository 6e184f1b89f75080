#!/usr/bin/env bash
# An IPv4-mapped address, and half an address, in a database in MaxMind's format.
#
# Versions:  mmdb_writer 0.2.7 (makes the database), maxminddb 3.2.0 (in Python alone), mmdb-lib 3.0.3 and maxmind 5.0.7 (Node)
# Behaviour: ::ffff:203.0.113.7 finds nothing, without an error, where 203.0.113.7 finds its network; ::203.0.113.7, the old
#            compatible form, finds it. Node's readers also answer for what is no address: "203.0.113" gets the network
#            203.0.113.0/24, and in a database of IPv4 alone an IPv6 address gets null. Python's raises both times.
# Guess:     a mapped address is the IPv4 address, as it is to Node's sockets; what is no address is refused.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '{}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts mmdb-lib@3.0.3 maxmind@5.0.7
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check mmdb_writer==0.2.7 maxminddb==3.2.0 netaddr==1.3.0

cat > probe.py <<'PY'
import maxminddb
from mmdb_writer import MMDBWriter
from netaddr import IPSet

for name, options in (("both", {"ip_version": 6, "ipv4_compatible": True}), ("ipv4", {"ip_version": 4})):
    writer = MMDBWriter(database_type="Example-ASN", languages=["en"], **options)
    writer.insert_network(IPSet(["203.0.113.0/24"]), {"autonomous_system_number": 64511})
    writer.to_db_file(f"{name}.mmdb")

for name in ("both", "ipv4"):
    reader = maxminddb.open_database(f"{name}.mmdb", maxminddb.MODE_MEMORY)
    for address in ("203.0.113.7", "::ffff:203.0.113.7", "::203.0.113.7", "203.0.113"):
        try:
            found = reader.get(address)
            print(f"maxminddb {name} '{address}': {found and found['autonomous_system_number']}")
        except ValueError:
            print(f"maxminddb {name} '{address}': refused")
PY

cat > probe.mjs <<'JS'
import { readFileSync } from 'node:fs';
import maxmind from 'maxmind';
import { Reader } from 'mmdb-lib';

for (const name of ['both', 'ipv4']) {
  const readers = { 'mmdb-lib': new Reader(readFileSync(`${name}.mmdb`)), maxmind: await maxmind.open(`${name}.mmdb`) };
  for (const [library, reader] of Object.entries(readers))
    for (const address of ['203.0.113.7', '::ffff:203.0.113.7', '::203.0.113.7', '203.0.113'])
      console.log(`${library} ${name} '${address}': ${reader.get(address)?.autonomous_system_number ?? null}`);
}
JS

cat > expected <<'EXPECTED'
maxminddb both '203.0.113.7': 64511
maxminddb both '::ffff:203.0.113.7': None
maxminddb both '::203.0.113.7': 64511
maxminddb both '203.0.113': refused
maxminddb ipv4 '203.0.113.7': 64511
maxminddb ipv4 '::ffff:203.0.113.7': refused
maxminddb ipv4 '::203.0.113.7': refused
maxminddb ipv4 '203.0.113': refused
mmdb-lib both '203.0.113.7': 64511
mmdb-lib both '::ffff:203.0.113.7': null
mmdb-lib both '::203.0.113.7': 64511
mmdb-lib both '203.0.113': 64511
maxmind both '203.0.113.7': 64511
maxmind both '::ffff:203.0.113.7': null
maxmind both '::203.0.113.7': 64511
maxmind both '203.0.113': 64511
mmdb-lib ipv4 '203.0.113.7': 64511
mmdb-lib ipv4 '::ffff:203.0.113.7': null
mmdb-lib ipv4 '::203.0.113.7': null
mmdb-lib ipv4 '203.0.113': 64511
maxmind ipv4 '203.0.113.7': 64511
maxmind ipv4 '::ffff:203.0.113.7': null
maxmind ipv4 '::203.0.113.7': null
maxmind ipv4 '203.0.113': 64511
EXPECTED
{ venv/bin/python probe.py; node probe.mjs; } | tee seen
diff expected seen
