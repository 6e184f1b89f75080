import { describe, expect, it } from '@jest/globals';
import { toBrowserFamily, toSystemFamily } from '../../../../functions/signals/reading/browser-names.ts';

// As ua-parser-js, useragent-ng and Auth0's digests call them.
const browsers = [
  ['Android', 'Android Browser'],
  ['Android Browser', 'Android Browser'],
  ['Amazon Silk', 'Silk'],
  ['Brave', 'Brave'],
  ['Chrome', 'Chrome'],
  ['Chrome Headless', 'Chrome'],
  ['Chrome Mobile', 'Chrome'],
  ['Chrome Mobile iOS', 'Chrome'],
  ['Chrome Mobile WebView', 'Chrome WebView'],
  ['Chrome WebView', 'Chrome WebView'],
  ['Chromium', 'Chromium'],
  ['DuckDuckGo', 'DuckDuckGo'],
  ['DuckDuckGo Mobile', 'DuckDuckGo'],
  ['Edge', 'Edge'],
  ['Edge Mobile', 'Edge'],
  ['Microsoft Edge', 'Edge'],
  ['Electron', 'Electron'],
  ['Facebook', 'Facebook'],
  ['Firefox', 'Firefox'],
  ['Firefox iOS', 'Firefox'],
  ['Firefox Mobile', 'Firefox'],
  ['Google', 'GSA'],
  ['GSA', 'GSA'],
  ['IE', 'IE'],
  ['IE Mobile', 'IE'],
  ['IEMobile', 'IE'],
  ['Instagram', 'Instagram'],
  ['LinkedIn', 'LinkedIn'],
  ['Mobile Safari', 'Safari'],
  ['Mobile Safari UI/WKWebView', 'WebKit'],
  ['Opera', 'Opera'],
  ['Opera Mini', 'Opera'],
  ['Opera Mobi', 'Opera'],
  ['Opera Mobile', 'Opera'],
  ['Opera Tablet', 'Opera'],
  ['Opera Touch', 'Opera'],
  ['Safari', 'Safari'],
  ['Samsung Internet', 'Samsung Internet'],
  ['Silk', 'Silk'],
  ['Snapchat', 'Snapchat'],
  ['Vivaldi', 'Vivaldi'],
  ['WebKit', 'WebKit'],
  ['Yandex', 'Yandex'],
  ['Yandex Browser', 'Yandex'],
  ['NCSA Mosaic', undefined],
] as const;

const systems = [
  ['Android', 'Android'],
  ['Chrome OS', 'Chrome OS'],
  ['Chromium OS', 'Chrome OS'],
  ['Mac OS', 'macOS'],
  ['Mac OS X', 'macOS'],
  ['macOS', 'macOS'],
  ['iOS', 'iOS'],
  ['Linux', 'Linux'],
  ['Linux Mint', 'Linux'],
  ['Red Hat', 'Linux'],
  ['Windows', 'Windows'],
  ['Windows 10', 'Windows'],
  ['Windows NT', 'Windows'],
  ['Windows Vista', 'Windows'],
  ['Windows XP', 'Windows'],
  ['Windows Phone', 'Windows Phone'],
  ['Tizen', 'Tizen'],
  ['Other', undefined],
  ['', undefined],
  ['a'.repeat(40), 'a'.repeat(40)],
  ['a'.repeat(41), undefined],
] as const;

const linuxes =
  'Arch CentOS Debian Deepin Fedora Gentoo GNU Kubuntu Mageia Mandriva Manjaro Mint openSUSE Raspbian RedHat Slackware ' +
  'SUSE Ubuntu Xubuntu';

describe('toBrowserFamily', () => {
  it.each(browsers)('%s belongs to %s', (name, family) => {
    expect(toBrowserFamily(name)).toBe(family);
  });
});

describe('toSystemFamily', () => {
  it.each(systems)('%s belongs to %s', (name, family) => {
    expect(toSystemFamily(name)).toBe(family);
  });

  it.each(linuxes.split(' '))('%s is a Linux', (name) => {
    expect(toSystemFamily(name)).toBe('Linux');
  });
});
