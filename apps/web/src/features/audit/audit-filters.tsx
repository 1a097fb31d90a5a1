import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type AuditAction, auditActions } from '@smart-presence/contract';
import { useEffect, useState } from 'react';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './audit.module.css';
import { type AuditSearch, isNarrowed } from './audit-search.ts';

const typingPauseMs = 300;

/** Words, action and days; people and things are chosen from an entry. */
export function AuditFilters({ search, onChange }: { search: AuditSearch; onChange: (part: AuditSearch) => void }) {
  return (
    <search className={classes.filters}>
      <Words key={search.search ?? ''} words={search.search ?? ''} onChange={(words) => onChange({ search: words })} />
      <NativeSelect
        label={t('audit.action')}
        value={search.action ?? ''}
        data={[{ value: '', label: t('audit.anyAction') }, ...options]}
        onChange={(event) => onChange({ action: (event.currentTarget.value || undefined) as AuditAction | undefined })}
      />
      <TextInput
        type="date"
        label={t('audit.from')}
        value={search.from ?? ''}
        onChange={(event) => onChange({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={t('audit.to')}
        value={search.to ?? ''}
        onChange={(event) => onChange({ to: event.currentTarget.value || undefined })}
      />
      {isNarrowed(search) && (
        <Button variant="subtle" onClick={() => onChange(everything)}>
          {t('table.clearFilters')}
        </Button>
      )}
    </search>
  );
}

const everything: AuditSearch = {
  search: undefined,
  action: undefined,
  person: undefined,
  subject: undefined,
  from: undefined,
  to: undefined,
};

const options = auditActions
  .map((value) => ({ value, label: t(`audit.action.${value}`) }))
  .toSorted((a, b) => a.label.localeCompare(b.label));

/** Searches once the typing pauses. */
function Words({ words, onChange }: { words: string; onChange: (words: string | undefined) => void }) {
  const [text, setText] = useState(words);
  useEffect(() => {
    if (text.trim() === words) return;
    const timer = setTimeout(() => onChange(text.trim() || undefined), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, words, onChange]);
  return (
    <TextInput
      className={classes.words}
      type="search"
      label={t('table.search')}
      placeholder={t('audit.searchHint')}
      leftSection={<Icon name="search" />}
      value={text}
      maxLength={100}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
