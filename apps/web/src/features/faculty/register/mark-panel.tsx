import { Button, Stack, Title } from '@mantine/core';
import type { RegisterSession } from '@smart-presence/contract';
import { t } from '../../../strings/index.ts';
import { ButtonLink } from '../../../ui/link.tsx';
import { SidePanel } from '../../../ui/side-panel.tsx';
import { Notice } from '../../../ui/states.tsx';
import { MarkBadge } from '../../attendance/mark-badge.tsx';
import { MarkChanges } from '../../attendance/mark-changes.tsx';
import { usePolicy } from '../../attendance/mark-kinds.ts';
import type { Place } from './edits.ts';
import classes from './register.module.css';

interface MarkPanelProps {
  place: Place;
  session: RegisterSession;
  title: string;
  current: string | null;
  isSaving: boolean;
  onSet: (code: string) => void;
  onClose: () => void;
}

/** One mark: what became of it, and what it can be changed to by pointing. */
export function MarkPanel({ place, session, title, current, isSaving, onSet, onClose }: MarkPanelProps) {
  const kinds = usePolicy()?.marks ?? [];
  return (
    <SidePanel opened onClose={onClose} title={title}>
      <Stack gap="lg">
        {session.isEditable ? (
          <Stack gap="sm">
            <Title order={3}>{t('register.setTo')}</Title>
            <div className={classes.marks}>
              {kinds
                .filter(({ code }) => code !== current)
                .map(({ code }) => (
                  <Button key={code} variant="default" onClick={() => onSet(code)}>
                    <MarkBadge code={code} />
                  </Button>
                ))}
            </div>
          </Stack>
        ) : (
          <Notice>{t('register.locked')}</Notice>
        )}
        {!isSaving && <MarkChanges sessionId={place.sessionId} studentId={place.studentId} />}
        <ButtonLink to="/sessions/$id" params={{ id: session.id }} variant="default">
          {t('register.toSession')}
        </ButtonLink>
      </Stack>
    </SidePanel>
  );
}
