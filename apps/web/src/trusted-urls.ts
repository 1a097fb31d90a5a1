interface Policy {
  createScriptURL(url: string): unknown;
}
interface Factory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): Policy;
}

let policy: Policy | null | undefined;

/**
 * A script address of our own origin, blessed for browsers that enforce Trusted Types (Worker takes nothing else
 * there). Any other origin is refused.
 */
export function scriptUrl(url: string): string {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  policy ??= factory?.createPolicy('smart-presence-scripts', { createScriptURL: own }) ?? null;
  // The type library does not know that Worker takes a TrustedScriptURL.
  return policy ? (policy.createScriptURL(url) as string) : own(url);
}

function own(url: string): string {
  const { origin, href } = new URL(url, document.baseURI);
  if (origin !== location.origin) throw new TypeError('Scripts are loaded from our own origin alone.');
  return href;
}
