import type { Device } from '@smart-presence/contract';

/** Browsers say they are several at once: whoever names itself last in this list is named by all others too. */
const browsers: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|OPT|OPiOS|Opera Mini)\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:YaBrowser|YaApp)/, 'Yandex Browser'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bUCBrowser\//, 'UC Browser'],
  [/\bMiuiBrowser\//, 'Mi Browser'],
  [/\bHuaweiBrowser\//, 'Huawei Browser'],
  [/\bDuckDuckGo\//, 'DuckDuckGo'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
  [/\bMSIE |\bTrident\//, 'Internet Explorer'],
];

const systems: readonly (readonly [pattern: RegExp, name: string, kind: Device['kind'] | null])[] = [
  [/\biPhone\b|\biPod\b/, 'iPhone', 'phone'],
  [/\biPad\b/, 'iPad', 'tablet'],
  // HarmonyOS and Android say "Mobile" on phones and leave it out on tablets.
  [/\bHarmonyOS\b|\bOpenHarmony\b/, 'HarmonyOS', null],
  [/\bAndroid\b/, 'Android', null],
  [/\bWindows\b/, 'Windows', 'computer'],
  [/\bCrOS\b/, 'ChromeOS', 'computer'],
  [/\bMacintosh\b|\bMac OS X\b/, 'macOS', 'computer'],
  [/\bLinux\b|\bX11\b/, 'Linux', 'computer'],
];

/** What a User-Agent header says the device is. Made up headers give made up devices; nothing is decided by it. */
export const describeDevice = (userAgent: string | null): Device => {
  const text = userAgent ?? '';
  const browser = browsers.find(([pattern]) => pattern.test(text))?.[1] ?? null;
  const system = systems.find(([pattern]) => pattern.test(text));
  const kind = system ? (system[2] ?? (/\bMobile\b/.test(text) ? 'phone' : 'tablet')) : 'unknown';
  return { browser, system: system?.[1] ?? null, kind };
};

/** The same in words, for mails: "Firefox on Windows". */
export const deviceInWords = (userAgent: string | null): string => {
  const { browser, system } = describeDevice(userAgent);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? (system ? `a browser on ${system}` : 'an unknown browser');
};
