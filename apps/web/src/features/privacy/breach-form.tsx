import { Button, Checkbox, Group, NativeSelect, Paper, Stack, TextInput } from '@mantine/core';
import { type BreachQuestion, BreachSystem, routes } from '@smart-presence/contract';
import { useState } from 'react';
import { useApi } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { Problem } from '../../ui/states.tsx';

const DAY_MS = 24 * 3_600_000;
const systems = BreachSystem.options.map((value) => ({ value, label: t(`breach.system.${value}`) }));

/** As a field for day and time writes an instant: in the zone of this browser. */
const fieldOf = (at: number): string =>
  new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

export function BreachForm({ onAsk }: { onAsk: (question: BreachQuestion) => Promise<void> }) {
  const [system, setSystem] = useState<BreachSystem>('database');
  const [of, setOf] = useState('');
  const [hasKeys, setHasKeys] = useState(false);
  const [window, setWindow] = useState(() => ({ from: fieldOf(Date.now() - DAY_MS), to: fieldOf(Date.now()) }));
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const isOfOne = system === 'device' || system === 'account';
  const ask = async () => {
    setBusy(true);
    setProblem(null);
    try {
      // A field tells minutes: the last one counts whole.
      const to = new Date(window.to).getTime() + 59_999;
      await onAsk({ system, hasKeys, from: new Date(window.from).getTime(), to, of: isOfOne ? of : null });
    } catch (thrown) {
      setProblem(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Paper component="section" p="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <Stack>
          <NativeSelect
            label={t('breach.system')}
            data={systems}
            value={system}
            onChange={(event) => {
              setOf('');
              setSystem(event.currentTarget.value as BreachSystem);
            }}
          />
          {system === 'device' && <ChooseKiosk value={of} onChange={setOf} />}
          {system === 'account' && <ChoosePerson value={of} onChange={setOf} />}
          <Group align="flex-end">
            <TextInput
              type="datetime-local"
              label={t('breach.from')}
              value={window.from}
              required
              onChange={({ currentTarget: { value } }) => setWindow((before) => ({ ...before, from: value }))}
            />
            <TextInput
              type="datetime-local"
              label={t('breach.to')}
              value={window.to}
              required
              onChange={({ currentTarget: { value } }) => setWindow((before) => ({ ...before, to: value }))}
            />
          </Group>
          <Checkbox
            label={t('breach.hasKeys')}
            description={t('breach.hasKeysHint')}
            checked={hasKeys}
            onChange={(event) => setHasKeys(event.currentTarget.checked)}
          />
          <Problem error={problem} />
          <Group>
            <Button type="submit" loading={isBusy} disabled={isOfOne && of === ''}>
              {t('breach.ask')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

interface Choice {
  value: string;
  onChange: (id: string) => void;
}
const choose = { value: '', label: t('breach.choose') };

function ChooseKiosk({ value, onChange }: Choice) {
  const kiosks = useApi(routes.listKiosks, {});
  return (
    <>
      <NativeSelect
        label={t('breach.kiosk')}
        data={[choose, ...(kiosks.data ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Problem error={kiosks.error} />
    </>
  );
}

function ChoosePerson({ value, onChange }: Choice) {
  const [search, setSearch] = useState('');
  const people = useApi(routes.listPeople, { query: { search, pageSize: 20 } }, { keepPrevious: true });
  const found = people.data?.items ?? [];
  return (
    <>
      <TextInput
        type="search"
        label={t('breach.search')}
        value={search}
        maxLength={100}
        onChange={(event) => {
          onChange('');
          setSearch(event.currentTarget.value);
        }}
      />
      <NativeSelect
        label={t('breach.person')}
        data={[choose, ...found.map(({ id, name }) => ({ value: id, label: name }))]}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Problem error={people.error} />
    </>
  );
}
