import { Button, Stack, Text, Title } from '@mantine/core';
import { routes } from '@smart-presence/contract';
import { type DragEvent, useRef, useState } from 'react';
import { urlOf } from '../../api/client.ts';
import { t } from '../../strings/index.ts';
import { saveText, toCsv } from '../../ui/csv.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/states.tsx';
import { peopleColumnNames } from './csv-columns.ts';
import classes from './import-people.module.css';
import { readHeadings } from './read-headings.ts';

export interface ChosenFile {
  /** Another choice is another import, also of the same file. */
  id: string;
  name: string;
  text: string;
  columns: string[];
}

const largest = 8_000_000;
const everyone = urlOf(routes.exportPeople, {});

/** Takes a CSV file by button or by dropping it. */
export function ChooseFile({ onChosen }: { onChosen: (file: ChosenFile) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const read = await readFile(file);
    if (typeof read === 'string') setProblem(read);
    else onChosen(read);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same for everybody
    <div className={classes.drop} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <Stack align="center" gap="md">
        <Icon name="upload" size={32} />
        <Title order={2}>{t('import.chooseTitle')}</Title>
        <Text c="dimmed" ta="center" maw={520}>
          {t('import.chooseBody')}
        </Text>
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv,text/plain"
          hidden
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
        <Button onClick={() => input.current?.click()}>{t('import.choose')}</Button>
        <Text c="dimmed" size="sm">
          {t('import.drop')}
        </Text>
        {problem && (
          <div role="alert">
            <Notice tone="warn">{problem}</Notice>
          </div>
        )}
        <Button
          variant="subtle"
          leftSection={<Icon name="download" />}
          onClick={() => saveText('people-template.csv', toCsv([peopleColumnNames]))}
        >
          {t('import.template')}
        </Button>
        <Button component="a" variant="subtle" leftSection={<Icon name="download" />} href={everyone} download>
          {t('people.exportAll')}
        </Button>
      </Stack>
    </div>
  );
}

/** The file as text with its headings, or what is wrong with it. */
async function readFile(file: File): Promise<ChosenFile | string> {
  if (file.size > largest) return t('import.tooLarge');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    if (text.includes('\0') || text.trim() === '') return t('import.notText');
    return { id: crypto.randomUUID(), name: file.name, text, columns: readHeadings(text) };
  } catch {
    return t('import.notText');
  }
}
