/**
 * Other names of browsers, in lower case: mobile editions, and the spellings of the pull API's digest. Mobile and
 * desktop editions are one family; an embedded web view is not the browser whose engine it borrows.
 */
const familiesByName: ReadonlyMap<string, string> = new Map([
  ['android', 'Android Browser'],
  ['android browser', 'Android Browser'],
  ['amazon silk', 'Silk'],
  ['brave', 'Brave'],
  ['chrome', 'Chrome'],
  ['chrome headless', 'Chrome'],
  ['chrome mobile', 'Chrome'],
  ['chrome mobile ios', 'Chrome'],
  ['chrome mobile webview', 'Chrome WebView'],
  ['chrome webview', 'Chrome WebView'],
  ['chromium', 'Chromium'],
  ['duckduckgo', 'DuckDuckGo'],
  ['duckduckgo mobile', 'DuckDuckGo'],
  ['edge', 'Edge'],
  ['edge mobile', 'Edge'],
  ['electron', 'Electron'],
  ['facebook', 'Facebook'],
  ['firefox', 'Firefox'],
  ['firefox ios', 'Firefox'],
  ['firefox mobile', 'Firefox'],
  ['google', 'GSA'],
  ['gsa', 'GSA'],
  ['ie', 'IE'],
  ['ie mobile', 'IE'],
  ['iemobile', 'IE'],
  ['instagram', 'Instagram'],
  ['linkedin', 'LinkedIn'],
  ['microsoft edge', 'Edge'],
  ['mobile safari', 'Safari'],
  ['mobile safari ui/wkwebview', 'WebKit'],
  ['opera', 'Opera'],
  ['opera mini', 'Opera'],
  ['opera mobi', 'Opera'],
  ['opera mobile', 'Opera'],
  ['opera tablet', 'Opera'],
  ['opera touch', 'Opera'],
  ['safari', 'Safari'],
  ['samsung internet', 'Samsung Internet'],
  ['silk', 'Silk'],
  ['snapchat', 'Snapchat'],
  ['vivaldi', 'Vivaldi'],
  ['webkit', 'WebKit'],
  ['yandex', 'Yandex'],
  ['yandex browser', 'Yandex'],
]);

export function toBrowserFamily(name: string): string | undefined {
  return familiesByName.get(name.toLowerCase());
}

/** Distributions come and go in a browser's user agent with its version: Firefox on Ubuntu no longer says Ubuntu. */
const linuxes =
  'arch centos debian deepin fedora gentoo gnu kubuntu linux mageia mandriva manjaro mint opensuse raspbian redhat ' +
  'slackware suse ubuntu xubuntu';

const systemsByName: ReadonlyMap<string, string> = new Map([
  ['android', 'Android'],
  ['chrome os', 'Chrome OS'],
  ['chromium os', 'Chrome OS'],
  ['mac os', 'macOS'],
  ['mac os x', 'macOS'],
  ['ios', 'iOS'],
  ['linux mint', 'Linux'],
  ['macos', 'macOS'],
  ['red hat', 'Linux'],
  ['windows', 'Windows'],
  ...linuxes.split(' ').map((name) => [name, 'Linux'] as const),
]);

const longestSystemName = 40;

/** One name per family of operating systems; undefined for the digest's "Other", and for what is no name. */
export function toSystemFamily(name: string): string | undefined {
  const lowerCase = name.toLowerCase();
  if (lowerCase === 'other' || lowerCase === '' || name.length > longestSystemName) return undefined;
  return (
    systemsByName.get(lowerCase) ?? (/^windows (?:nt|vista|xp|[\d.]+)$/.test(lowerCase) ? 'Windows' : name)
  );
}
