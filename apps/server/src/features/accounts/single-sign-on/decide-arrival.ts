import type { ErrorCode, IdentityProviderSettings, MappedRole, Role } from '@smart-presence/contract';

/** What the rules of a provider say about somebody; null: no rule fits. */
export interface RuleFacts {
  role: MappedRole | null;
}

export interface ArrivalFacts extends RuleFacts {
  /** Lower case. */
  email: string | null;
  isMailVerified: boolean;
  /** Has the claim that everybody let in has to have. */
  isMember: boolean;
}

/** Somebody who is here already. */
export interface Resident {
  id: string;
  role: Role;
  isDisabled: boolean;
  isAwaitingApproval: boolean;
  hasSecondFactor: boolean;
  /** Identities at any provider. */
  identities: number;
}

export interface ArrivalQuestion {
  settings: Pick<IdentityProviderSettings, 'mode' | 'mailDomains' | 'otherwiseRole' | 'mayMakeAdmins'>;
  vouched: ArrivalFacts;
  /** Whom provider and subject are linked to. */
  linked: (Resident & { isMaker: boolean }) | undefined;
  /** Who has the e-mail here. */
  byMail: Resident | undefined;
}

export type Arrival =
  | {
      do: 'enter';
      personId: string /** The role the person changes to first; null: it stays. */;
      newRole: MappedRole | null;
    }
  | { do: 'link'; personId: string }
  | { do: 'make'; role: MappedRole }
  | { do: 'refuse'; code: ErrorCode };

const refuse = (code: ErrorCode): Arrival => ({ do: 'refuse', code });

/**
 * What becomes of somebody whom a provider vouches for. The subject decides; an e-mail is looked at only when nobody is
 * linked, only when it is verified, and opens only accounts whose owner has not proved themselves in a stronger way.
 */
export const decideArrival = ({ settings, vouched, linked, byMail }: ArrivalQuestion): Arrival => {
  if (!isLetIn(settings.mailDomains, vouched)) return refuse('single_sign_on_mail_refused');
  if (linked) {
    if (linked.isDisabled) return refuse('account_disabled');
    return {
      do: 'enter',
      personId: linked.id,
      newRole: linked.isMaker ? changedRole(linked.role, vouched.role) : null,
    };
  }
  if (!vouched.email || !vouched.isMailVerified) return refuse('single_sign_on_mail_unverified');
  if (byMail) return joinResident(byMail);
  if (settings.mode === 'invited-only') return refuse('single_sign_on_unknown_person');
  const role = vouched.role === 'admin' && !settings.mayMakeAdmins ? null : vouched.role;
  const given = role ?? settings.otherwiseRole;
  return given === null ? refuse('single_sign_on_no_role') : { do: 'make', role: given };
};

/** An account that is there already is opened by its e-mail only when that takes nothing from its owner. */
const joinResident = (resident: Resident): Arrival => {
  if (resident.role === 'kiosk') return refuse('single_sign_on_unknown_person');
  if (resident.isDisabled) return refuse('account_disabled');
  if (resident.isAwaitingApproval) return refuse('approval_required');
  const isGuarded = resident.role === 'admin' || resident.hasSecondFactor || resident.identities > 0;
  return isGuarded ? refuse('single_sign_on_link_first') : { do: 'link', personId: resident.id };
};

/** Between student and faculty alone: a provider neither makes an administrator of somebody nor unmakes one. */
const changedRole = (role: Role, mapped: MappedRole | null): MappedRole | null => {
  const isOrdinary = role === 'student' || role === 'faculty';
  return isOrdinary && mapped !== null && mapped !== 'admin' && mapped !== role ? mapped : null;
};

/** Whether a provider's rules let somebody in at all. With domains given, an e-mail has to be verified to count. */
export const isLetIn = (domains: readonly string[], { email, isMailVerified, isMember }: ArrivalFacts): boolean => {
  if (!isMember) return false;
  if (domains.length === 0) return true;
  const domain = email?.slice(email.lastIndexOf('@') + 1);
  return isMailVerified && domain !== undefined && domains.includes(domain);
};
