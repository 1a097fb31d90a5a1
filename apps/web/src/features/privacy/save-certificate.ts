import { type ErasureCertificate, routes } from '@smart-presence/contract';
import { call } from '../../api/client.ts';
import { saveBlob } from '../../ui/csv.ts';

/** Saves a certificate as the file that `privacy verify-certificate` reads. */
export function saveCertificate(certificate: ErasureCertificate): void {
  const text = `${JSON.stringify(certificate, null, 2)}\n`;
  saveBlob(`erasure-${certificate.id}.json`, new Blob([text], { type: 'application/json' }));
}

export async function loadCertificate(id: string): Promise<void> {
  saveCertificate(await call(routes.erasureCertificate, { params: { id } }));
}
