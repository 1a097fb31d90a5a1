import type { FastifyRequest } from 'fastify';
import { audited } from '../../../platform/audit/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { fail, type Viewer } from '../../../platform/http/index.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { AccountMail } from '../account-mail.ts';
import { baseUrlOf } from '../base-url.ts';
import type { Entrance } from '../entrance.ts';
import { institution } from '../institution.store.ts';
import { networkOf } from '../network-of.ts';
import { credentialsById } from '../person.store.ts';
import { attempt } from '../throttle.ts';
import { checkNewPasskey, keepPasskey, passkeyCreation } from './add-passkey.ts';
import { authenticatorStore } from './authenticator.store.ts';
import { authenticatorUri } from './authenticator-code.ts';
import { beginCeremony, takeCeremony } from './ceremony.store.ts';
import { addFactor, type Changing, removeFactor, renewRecoveryCodes } from './change-factors.ts';
import { factorKeys } from './factor-keys.ts';
import { recoveryCodes } from './recovery-codes.ts';
import { relyingPartyOf, requireRelyingParty } from './relying-party.ts';
import { resetSecondFactors } from './reset-second-factors.ts';
import { secondFactorsOf } from './second-factors.store.ts';

export interface FactorRoutes {
  entrance: Entrance;
  mail: AccountMail | null;
}

/** The own second factors, and taking away somebody else's. Signing in and proving with them: `proof.routes.ts`. */
export const secondFactorRoutes = (platform: Platform, { entrance, mail }: FactorRoutes): void => {
  const { config, db, secrets, router } = platform;
  const authenticators = authenticatorStore(secrets.signing);
  const codes = recoveryCodes(secrets.signing);
  const changing = (viewer: Viewer, request: FastifyRequest, now: number): Changing => ({
    viewer,
    now,
    codes,
    mail,
    baseUrl: baseUrlOf(config, request),
  });
  /** A factor was added: a sign-in that waited for it goes on, any other session gets new tokens. */
  const goOn: Entrance['settle'] = (exchange, settled) =>
    settled.viewer.needs ? entrance.settle(exchange, settled) : entrance.renew(exchange, settled);
  const shown = async (viewer: Viewer, request: FastifyRequest) => ({
    ...(await secondFactorsOf(db, viewer)),
    passkeysWork: relyingPartyOf(config, request) !== null,
  });

  router.on('mySecondFactors', ({ viewer, request }) => shown(viewer, request));

  router.on('beginAuthenticator', async ({ viewer, now }) => {
    const person = (await credentialsById(db, viewer.personId)) ?? fail('sign_in_required');
    const begun = { personId: person.id, sessionId: viewer.signInSessionId, now };
    const secret = await transact(db, (trx) => authenticators.begin(trx, begun));
    const issuer = (await institution(db)).name;
    return { secret, uri: authenticatorUri({ secret, issuer, label: person.email ?? person.name }) };
  });
  router.on('confirmAuthenticator', async ({ viewer, body, now, request, reply }) => {
    const { personId, signInSessionId: sessionId } = viewer;
    const begun = await attempt(db, {
      keys: factorKeys({
        personId,
        network: networkOf(request.ip),
        knownDevice: entrance.device.of(request, personId),
      }),
      now,
      evaluate: async () => {
        const found = await authenticators.findBegun(db, { personId, sessionId, code: body.code, now });
        if (!found) return fail('ceremony_expired');
        return found.step === null ? undefined : { id: found.id, step: found.step };
      },
    });
    if (!begun) return fail('second_factor_wrong');
    const newCodes = await addFactor(db, changing(viewer, request, now), {
      change: 'authenticator-added',
      keep: async (trx) => {
        if (!(await authenticators.confirm(trx, { personId, ...begun, now }))) fail('ceremony_expired');
      },
    });
    const me = await goOn({ request, reply }, { viewer, need: 'second-factor-setup', now });
    return { ...me, recoveryCodes: newCodes };
  });
  router.on('removeAuthenticator', async ({ viewer, now, request }) => {
    await removeFactor(db, changing(viewer, request, now), {
      change: 'authenticator-removed',
      drop: async (trx) => {
        const dropped = await trx
          .deleteFrom('authenticator')
          .where('personId', '=', viewer.personId)
          .where('confirmedAt', 'is not', null)
          .returning('id')
          .execute();
        return dropped.length > 0;
      },
    });
    return shown(viewer, request);
  });

  router.on('beginPasskey', async ({ viewer, now, request }) => {
    const party = requireRelyingParty(config, request);
    const person = (await credentialsById(db, viewer.personId)) ?? fail('sign_in_required');
    const { id, challenge } = await beginCeremony(db, { purpose: 'new-passkey', personId: person.id, request, now });
    const options = { party, challenge, person, institution: (await institution(db)).name };
    return { ceremonyId: id, options: await passkeyCreation(db, options) };
  });
  router.on('addPasskey', async ({ viewer, body, now, request, reply }) => {
    const party = requireRelyingParty(config, request);
    const { personId } = viewer;
    const given = { id: body.ceremonyId, purpose: 'new-passkey', personId, request, now } as const;
    const challenge = await takeCeremony(db, given);
    const passkey = await checkNewPasskey({ response: body.response, challenge, party });
    const newCodes = await addFactor(db, changing(viewer, request, now), {
      change: 'passkey-added',
      keep: (trx) => keepPasskey(trx, { passkey, personId, name: body.name, now }),
    });
    const me = await goOn({ request, reply }, { viewer, need: 'second-factor-setup', now });
    return { ...me, recoveryCodes: newCodes };
  });
  router.on('renamePasskey', async ({ viewer, params, body, now, request }) => {
    const { personId } = viewer;
    await audited(db, {
      work: async (trx) => {
        const renamed = await trx
          .updateTable('passkey')
          .set({ name: body.name })
          .where('id', '=', params.id)
          .where('personId', '=', personId)
          .returning('id')
          .execute();
        if (renamed.length === 0) fail('not_found');
      },
      entry: () => ({
        action: 'second-factor.renamed',
        at: now,
        actorId: personId,
        subject: { kind: 'person', id: personId },
        details: { name: body.name },
      }),
    });
    return shown(viewer, request);
  });
  router.on('removePasskey', async ({ viewer, params, now, request }) => {
    await removeFactor(db, changing(viewer, request, now), {
      change: 'passkey-removed',
      drop: async (trx) => {
        const dropped = await trx
          .deleteFrom('passkey')
          .where('id', '=', params.id)
          .where('personId', '=', viewer.personId)
          .returning('id')
          .execute();
        return dropped.length > 0;
      },
    });
    return shown(viewer, request);
  });
  router.on('newRecoveryCodes', async ({ viewer, now, request }) => ({
    recoveryCodes: await renewRecoveryCodes(db, changing(viewer, request, now)),
  }));
  router.on('resetSecondFactors', ({ viewer, params, body, now, request }) =>
    resetSecondFactors(db, {
      personId: params.id,
      actorId: viewer.personId,
      reason: body.reason,
      now,
      mail,
      baseUrl: baseUrlOf(config, request),
    }),
  );
};
