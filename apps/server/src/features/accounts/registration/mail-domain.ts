/** What stands behind the last @, lower case: a mail server delivers by nothing else. */
export const mailDomainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();

/** A domain as an administrator may have typed it. */
const asDomain = (typed: string): string => typed.trim().toLowerCase().replace(/^@/, '').replace(/\.$/, '');

/**
 * Whether an address belongs to one of the domains, letter by letter: neither `college.example.evil.example`, nor
 * `evil-college.example`, nor `sub.college.example` is `college.example`.
 * @param domains none: any address.
 */
export const isAcceptedMail = (email: string, domains: readonly string[]): boolean =>
  domains.length === 0 || domains.some((domain) => asDomain(domain) === mailDomainOf(email));

/** The mailbox an address most likely ends up in: most servers drop what follows a `+`. For counting, never for identity. */
export const mailboxOf = (email: string): string => {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, at).replace(/\+.*$/s, '')}${email.slice(at)}`.toLowerCase();
};
