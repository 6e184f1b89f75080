#!/usr/bin/env bash
# The digest of a user agent ("Edge 135.0.0 / Windows 10.0.0"), the form that logs keep in place of the text.
#
# Versions:  useragent 2.3.0, useragent-ng 2.4.5 (same form, different answers), ua-parser-js 1.0.41, bowser 2.15.1
# Behaviour: what was Edge becomes Chrome in useragent's digest and stays Edge in that of its successor; DuckDuckGo on iOS
#            becomes Safari in the one alone; Android is "0.0.0" in the one and "10.0.0" in the other. And no parser reads a
#            digest back: ua-parser-js sees no browser, useragent "Other", bowser a browser that is called "Edge 135.0.0 ".
# Guess:     two packages of one interface write one digest for one client, and a parser finds in "Edge 135.0.0 / Windows
#            10.0.0" what the text plainly says.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo '{}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  ua-parser-js@1.0.41 bowser@2.15.1 useragent@2.3.0 useragent-ng@2.4.5

cat > probe.cjs <<'JS'
const bowser = require('bowser');
const parse = require('ua-parser-js');
const useragent = require('useragent');
const useragentNg = require('useragent-ng');

const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const agents = [
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/135.0.0.0 Safari/537.36 Edg/135.0.0.0`,
  `Mozilla/5.0 (Linux; Android 10; K) ${webKit} Chrome/135.0.0.0 Mobile Safari/537.36 EdgA/135.0.0.0`,
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15',
];
for (const text of agents) console.log(`${useragent.parse(text)} | ${useragentNg.parse(text)}`);

const digest = useragentNg.parse(agents[0]).toString();
const back = [parse(digest).browser.name, bowser.parse(digest).browser.name, useragent.parse(digest).family, useragentNg.parse(digest).family];
console.log(`${digest} read back: ${back.map((name) => JSON.stringify(name ?? null)).join(' ')}`);
JS

cat > expected <<'EXPECTED'
Chrome 135.0.0 / Windows 10.0.0 | Edge 135.0.0 / Windows 10.0.0
Chrome Mobile 135.0.0 / Android 0.0.0 | Edge Mobile 135.0.0 / Android 10.0.0
Mobile Safari 18.3.0 / iOS 18.3.0 | DuckDuckGo Mobile 7.0.0 / iOS 18.3.0
Edge 135.0.0 / Windows 10.0.0 read back: null "Edge 135.0.0 " "Other" "Other"
EXPECTED
node probe.cjs | tee seen
diff expected seen
