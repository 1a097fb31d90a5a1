import { Button } from '@mantine/core';
import { type RequestDocument, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { saveBlob } from '../../ui/csv.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/states.tsx';
import { useZone } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import classes from './requests.module.css';

const endings: Record<RequestDocument['type'], string> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/** The documents of a request and who opened them. Somebody else's file is saved, never shown as a page of ours. */
export function Documents({ documents, canOpen }: { documents: readonly RequestDocument[]; canOpen: boolean }) {
  return (
    <ul className={classes.documents} aria-label={t('requests.documents')}>
      {documents.map((document, index) => (
        <li key={document.id}>
          <Document document={document} number={index + 1} canOpen={canOpen} />
        </li>
      ))}
    </ul>
  );
}

function Document(props: { document: RequestDocument; number: number; canOpen: boolean }) {
  const { document, number, canOpen } = props;
  const { id, type, bytes, erasedAt, openings } = document;
  const zone = useZone();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const kind = t(type === 'application/pdf' ? 'requests.document.pdf' : 'requests.document.picture');
  const open = async () => {
    setBusy(true);
    setError(null);
    try {
      saveBlob(`document-${number}.${endings[type]}`, await call(routes.openDocument, { params: { id } }));
      toast(t('requests.document.noted'));
      await invalidate(routes.listRequests);
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.document}>
      <div>
        {t('requests.document', { kind, size: Math.max(1, Math.round(bytes / 1000)) })}
        <div className={classes.more}>
          {erasedAt !== null && t('requests.document.erased', { when: formatInstant(erasedAt, zone) })}
          {openings.map((opening) => (
            <div key={opening.at}>
              {t('requests.document.opened', { name: opening.by.name, when: formatInstant(opening.at, zone) })}
            </div>
          ))}
          {openings.length === 0 && erasedAt === null && t('requests.document.unopened')}
        </div>
      </div>
      {canOpen && erasedAt === null && (
        <Button
          variant="default"
          leftSection={<Icon name="download" />}
          loading={isBusy}
          aria-label={t('requests.document.openLabel', { number })}
          onClick={() => void open()}
        >
          {t('requests.document.open')}
        </Button>
      )}
      <Problem error={error} />
    </div>
  );
}
