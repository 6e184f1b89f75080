#!/usr/bin/env bash
# "Desktop site" on an iPhone, as five user-agent parsers name it.
#
# Versions:  ua-parser-js 1.0.41, bowser 2.15.1, useragent 2.3.0, useragent-ng 2.4.5 (npm); ua-parser 1.0.2 with
#            ua-parser-builtins 202610 (PyPI)
# Behaviour: Chrome, Firefox and Edge on iOS send the text of a Mac with CriOS, FxiOS or EdgiOS in it. ua-parser-js says Mac
#            three times. bowser says iOS for Firefox alone, ua-parser for Chrome and Edge alone. useragent takes Chrome and
#            Edge for Safari, its successor useragent-ng Chrome alone. No two of the five agree on all three.
# Guess:     CriOS, FxiOS and EdgiOS exist on iOS alone, so that a parser that knows the browser knows the system.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '{}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  ua-parser-js@1.0.41 bowser@2.15.1 useragent@2.3.0 useragent-ng@2.4.5
python3 -m venv venv
venv/bin/pip install --quiet --no-compile --disable-pip-version-check ua-parser==1.0.2 ua-parser-builtins==202610

cat > agents.json <<'JSON'
{
  "Chrome": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/145 Version/11.1.1 Safari/605.1.15",
  "Firefox": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/147.0 Safari/605.1.15",
  "Edge": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 EdgiOS/145.0.0.0 Safari/605.1.15"
}
JSON

cat > probe.cjs <<'JS'
const parse = require('ua-parser-js');
const bowser = require('bowser');
const useragent = require('useragent');
const useragentNg = require('useragent-ng');
const parsers = {
  'ua-parser-js': (text) => [parse(text).browser.name, parse(text).os.name],
  bowser: (text) => [bowser.parse(text).browser.name, bowser.parse(text).os.name],
  useragent: (text) => [useragent.parse(text).family, useragent.parse(text).os.family],
  'useragent-ng': (text) => [useragentNg.parse(text).family, useragentNg.parse(text).os.family],
};
for (const [name, text] of Object.entries(require('./agents.json')))
  for (const [parser, read] of Object.entries(parsers)) console.log(`${name}: ${parser}: ${read(text).join(', ')}`);
JS

cat > probe.py <<'PY'
import json

import ua_parser

for name, text in json.load(open("agents.json")).items():
    found = ua_parser.parse(text)
    print(f"{name}: ua-parser: {found.user_agent.family}, {found.os.family}")
PY

cat > expected <<'EXPECTED'
Chrome: ua-parser-js: Chrome, Mac OS
Chrome: bowser: Chrome, macOS
Chrome: useragent: Safari, Mac OS X
Chrome: useragent-ng: Safari, Mac OS X
Firefox: ua-parser-js: Firefox, Mac OS
Firefox: bowser: Firefox, iOS
Firefox: useragent: Firefox iOS, Mac OS X
Firefox: useragent-ng: Firefox iOS, Mac OS X
Edge: ua-parser-js: Edge, Mac OS
Edge: bowser: Microsoft Edge, macOS
Edge: useragent: Safari, Mac OS X
Edge: useragent-ng: Edge Mobile, Mac OS X
Chrome: ua-parser: Chrome Mobile iOS, iOS
Firefox: ua-parser: Firefox iOS, Mac OS X
Edge: ua-parser: Edge Mobile, iOS
EXPECTED
{ node probe.cjs; venv/bin/python probe.py; } | tee seen
diff expected seen
