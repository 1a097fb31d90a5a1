import type { ServerResponse } from 'node:http';
import type { Config } from '../config/config.ts';

/** The one Trusted Types policy of the pages (`apps/web/src/trusted-urls.ts`): scripts of our own origin. */
const PAGE_POLICIES = 'smart-presence-scripts';
const YEAR_SECONDS = 31_536_000;

const contentPolicy = [
  "default-src 'self'",
  "base-uri 'none'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "frame-src 'none'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  // The face runtime compiles WebAssembly; no script runs inline, and no text becomes one.
  "script-src 'self' 'wasm-unsafe-eval'",
  "require-trusted-types-for 'script'",
  `trusted-types ${PAGE_POLICIES}`,
  // A dialog of the component library puts a style element into the page that keeps it from scrolling.
  "style-src 'self' 'unsafe-inline'",
].join('; ');

/**
 * What tells a browser how to treat whatever this server sends: pages, data, files, failures. HSTS is only said where
 * people come by https: said over http it means nothing, and said by mistake it locks a host out for a year.
 */
export const securityHeaders = ({ publicUrl }: Pick<Config, 'publicUrl'>): Readonly<Record<string, string>> => ({
  'content-security-policy': contentPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': 'camera=(self), geolocation=(self), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  ...(publicUrl?.startsWith('https:') ? { 'strict-transport-security': `max-age=${YEAR_SECONDS}` } : {}),
});

export const setAll = (response: ServerResponse, headers: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
};
