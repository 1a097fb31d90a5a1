import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { defaultAccessPolicy } from '@smart-presence/contract';
import { ApiClient } from './api.ts';
import { addAuthenticator } from './authenticator.ts';
import { PASSWORD, type TestCollege } from './college.ts';
import { htmlOf } from './mail-file.ts';
import type { RunningServer } from './server.ts';
import { CORPUS, payload } from './xss-corpus.ts';

const SOON_MS = 20_000;
/** Of those who register themselves: each needs a mail. */
const STRANGERS = 6;

export interface PlantedAccounts {
  providers: number;
  providerId: string;
  registrations: number;
  /** A paired device. */
  kiosk: ApiClient;
}

/** Fills what can be written around accounts: kiosks, providers, rules, requests for an account, devices, reasons. */
export async function plantAccounts(
  server: RunningServer,
  { college, student }: { college: TestCollege; student: ApiClient },
): Promise<PlantedAccounts> {
  const { admin, students } = college;
  const providers = await plantProviders(admin);
  const kiosk = await plantKiosks(server, college);
  await plantRegistrations(server, admin);
  for (const { id, isCurrent } of await student.call('mySignInSessions')) {
    const name = CORPUS.filter((text) => text.length <= 60)[1] ?? null;
    if (isCurrent) await student.call('nameMySignInSession', { params: { id }, body: { name } });
  }
  const [, loser] = students;
  if (!loser) throw new Error('nobody can lose a second factor');
  const { url } = await admin.call('invitePerson', { params: { id: loser.id } });
  const theirs = new ApiClient(server.url);
  await theirs.call('acceptLink', { body: { token: new URL(url).hash.slice(1), password: PASSWORD } });
  await addAuthenticator(theirs);
  await admin.call('resetSecondFactors', { params: { id: loser.id }, body: { reason: payload(11) } });
  return { ...providers, registrations: STRANGERS, kiosk };
}

/** Names of providers are short. All their other settings take every text. */
async function plantProviders(admin: ApiClient): Promise<Pick<PlantedAccounts, 'providers' | 'providerId'>> {
  const names = CORPUS.filter((text) => text.length <= 40);
  let providerId = '';
  for (const [at, name] of names.entries()) {
    const [text, next] = [payload(at), payload(at + 1)];
    const body = {
      name,
      issuer: `https://accounts${at}.example.edu`,
      clientId: text,
      scopes: 'openid email',
      mode: 'invited-only' as const,
      isMailTrusted: false,
      mailDomains: ['college.example'],
      requiredClaim: { claim: text, value: next },
      roleRules: CORPUS.slice(at, at + 3).map((claim) => ({ claim, value: claim, role: 'student' as const })),
      otherwiseRole: null,
      mayMakeAdmins: false,
      department: { claim: text, by: 'code' as const },
      usnClaim: next,
      secondFactor: { amr: [text.slice(0, 100)], acr: [next] },
      isLeftToo: false,
      isEnabled: true,
      clientSecret: 'a secret nobody is shown',
    };
    const { id } = await admin.call('createIdentityProvider', { body });
    await admin.call('updateIdentityProvider', { params: { id }, body });
    providerId = id;
  }
  return { providers: names.length, providerId };
}

async function plantKiosks(server: RunningServer, { admin, departmentId }: TestCollege): Promise<ApiClient> {
  const [place] = await admin.call('listPlaces');
  if (!place) throw new Error('no place for a kiosk');
  await admin.call('updateDepartment', {
    params: { id: departmentId },
    body: { name: payload(1), code: 'CS', placeId: place.id },
  });
  let last = '';
  for (const name of CORPUS) {
    const { id } = await admin.call('createKiosk', { body: { name, placeId: place.id } });
    await admin.call('updateKiosk', { params: { id }, body: { name } });
    last = id;
  }
  const { code } = await admin.call('makePairingCode', { params: { id: last } });
  const kiosk = new ApiClient(server.url, { userAgent: payload(12) });
  await kiosk.call('pairKiosk', { body: { code } });
  return kiosk;
}

/** People who ask for an account, prove their address, and are refused with a reason; some go on waiting. */
async function plantRegistrations(server: RunningServer, admin: ApiClient): Promise<void> {
  const selfRegistration = { isOpen: true, mailDomains: ['college.example'] };
  await admin.call('saveAccessPolicy', { body: { ...defaultAccessPolicy, selfRegistration } });
  for (let at = 0; at < STRANGERS; at += 1) {
    const stranger = new ApiClient(server.url, { userAgent: payload(at) });
    const email = `stranger${at}@college.example`;
    await stranger.call('register', { body: { name: payload(at), email, password: PASSWORD } });
    const token = await tokenFor(server, email);
    await stranger.call('verifyRegistration', { body: { token, password: PASSWORD } });
  }
  const { items } = await admin.call('listRegistrations', { query: {} });
  for (const [at, { id }] of items.slice(0, STRANGERS / 2).entries())
    await admin.call('refuseRegistrations', { body: { ids: [id], reason: payload(20 + at) } });
}

/** Of the link in the mail to somebody; without a mail server mails are files. */
async function tokenFor({ dataDir }: RunningServer, to: string): Promise<string> {
  const folder = join(dataDir, 'mail');
  for (const deadline = Date.now() + SOON_MS; Date.now() < deadline; await wait(100)) {
    for (const name of await readdir(folder).catch(() => [])) {
      const raw = await readFile(join(folder, name), 'utf8');
      const token = raw.includes(`To: ${to}`) && /\/register\/confirm#([\w-]{43})/.exec(htmlOf(raw))?.[1];
      if (token) return token;
    }
  }
  throw new Error(`No mail to ${to} with a link.`);
}
