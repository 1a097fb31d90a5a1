import type { Page } from 'playwright-core';

/** Text, because it runs in the page: what the policy of a page forbade, also where the page caught the error. */
const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  const { effectiveDirective, blockedURI, sample, sourceFile, lineNumber } = event;
  tellViolation([effectiveDirective, blockedURI, sample, sourceFile + ':' + lineNumber].join(' '));
})`;

/** Collects what goes wrong in a page without its story noticing: uncaught errors, and all that its policy forbade. */
export async function listenForErrors(page: Page, complaints: string[]): Promise<void> {
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  // Workers have no document to listen on, but their violations are on the console.
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/i.test(message.text())) complaints.push(message.text());
  });
  await page.exposeBinding('tellViolation', (_, told: string) => {
    complaints.push(`policy violated on ${page.url()}: ${told}`);
  });
  await page.addInitScript(TELL_VIOLATIONS);
}
