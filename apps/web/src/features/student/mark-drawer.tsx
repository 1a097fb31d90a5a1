import { Button, NativeSelect, Stack, Textarea } from '@mantine/core';
import { type HistoryEntry, type RequestOffer, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { useApi, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import '../../strings/requests-words.ts';
import { formatInstant } from '../../ui/format-time.ts';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import { useZone } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.ts';
import { MarkChanges } from '../attendance/mark-changes.tsx';

interface MarkDrawerProps {
  /** Whose session's mark is shown; null: closed. */
  entry: HistoryEntry | null;
  onClose: () => void;
}

/** Every change of an own mark, and the way to appeal against it while there is time. */
export function MarkDrawer({ entry, onClose }: MarkDrawerProps) {
  const zone = useZone();
  const { id: studentId } = useMe().person;
  // The words stay while the panel slides out.
  const [shown, setShown] = useState(entry);
  if (entry !== null && entry !== shown) setShown(entry);
  const title = shown ? `${shown.courseCode}, ${formatInstant(shown.openedAt, zone)}` : '';
  return (
    <SidePanel opened={entry !== null} onClose={onClose} title={title}>
      {shown && (
        <Stack gap="lg" key={shown.sessionId}>
          {shown.isUnderReview && shown.code === null && <Notice>{t('history.underReview')}</Notice>}
          <MarkChanges sessionId={shown.sessionId} studentId={studentId} />
          <Appeal sessionId={shown.sessionId} />
        </Stack>
      )}
    </SidePanel>
  );
}

function Appeal({ sessionId }: { sessionId: string }) {
  const { data } = useApi(routes.myRequests, {});
  const mark = data?.offer.marks.find((offered) => offered.sessionId === sessionId);
  if (!data || !mark) return null;
  return <AppealForm mark={mark} codes={data.offer.codes} />;
}

function AppealForm({ mark, codes }: { mark: RequestOffer['marks'][number]; codes: RequestOffer['codes'] }) {
  const zone = useZone();
  const [isOpen, setOpen] = useState(false);
  const others = codes.filter(({ code }) => code !== mark.code);
  const [wanted, setWanted] = useState(others[0]?.code ?? '');
  const [statement, setStatement] = useState('');
  const appeal = useApiMutation(routes.appealMark, {
    invalidates: [routes.myRequests],
    onSuccess: () => toast(t('history.appealed')),
  });
  const until = t('history.appealUntil', { when: formatInstant(mark.until, zone) });
  if (!isOpen)
    return (
      <div>
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('history.appeal')}
        </Button>
        <div>{until}</div>
      </div>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        appeal.mutate({ body: { sessionId: mark.sessionId, wanted, statement } });
      }}
    >
      <Stack>
        <NativeSelect
          label={t('history.appealWanted')}
          value={wanted}
          data={others.map(({ code, name }) => ({ value: code, label: name }))}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <Textarea
          label={t('history.appealWhy')}
          value={statement}
          required
          maxLength={2000}
          autosize
          minRows={3}
          maxRows={8}
          onChange={(event) => setStatement(event.currentTarget.value)}
        />
        <Problem error={appeal.error} />
        <div>
          <Button type="submit" loading={appeal.isPending} disabled={statement.trim() === ''}>
            {t('history.appealSend')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
