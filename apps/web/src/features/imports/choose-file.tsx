import { Button, Group, NativeSelect, Progress, Stack, Text } from '@mantine/core';
import { type FileKind, importColumns, LARGEST_IMPORT, PHOTO_ZIP, routes } from '@smart-presence/contract';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type DragEvent, useRef, useState } from 'react';
import { urlOf } from '../../api/client.ts';
import { invalidate, useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { saveText, toCsv } from '../../ui/csv.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice, Problem } from '../../ui/states.tsx';
import classes from './imports.module.css';
import { importKinds } from './imports-search.ts';
import { sendPhotos } from './send-photos.ts';

interface ChooseFileProps {
  kind: FileKind;
  onKind: (kind: FileKind) => void;
}

/** What is to be imported, and the file: by button or by dropping it. Its dry run begins at once, on a page of its own. */
export function ChooseFile({ kind, onKind }: ChooseFileProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isTooLarge, setTooLarge] = useState(false);
  const navigate = useNavigate();
  const [sent, setSent] = useState(0);
  const look = ({ id }: { id: string }) => navigate({ to: '/admin/imports/$id', params: { id } });
  const start = useApiMutation(routes.startImport, { invalidates: [routes.listImports], onSuccess: look });
  const photos = useMutation({
    mutationFn: (file: File) => sendPhotos(file, setSent),
    onSuccess: async (one) => {
      await invalidate(routes.listImports);
      await look(one);
    },
  });
  const isZip = kind === 'oneroster' || kind === 'photos';
  const take = (file: File | undefined) => {
    if (!file) return;
    const isMore = file.size > (kind === 'photos' ? PHOTO_ZIP.bytes : LARGEST_IMPORT);
    setTooLarge(isMore);
    if (isMore) return;
    if (kind === 'photos') {
      setSent(0);
      return photos.mutate(file);
    }
    start.mutate({ body: { kind, fileName: file.name.slice(-200) || kind }, files: [file] });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same for everybody
    <div className={classes.drop} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <Stack gap="md">
        <NativeSelect
          label={t('imports.kind')}
          maw={320}
          value={kind}
          data={importKinds.map((value) => ({ value, label: t(`imports.kind.${value}`) }))}
          onChange={(event) => onKind(event.currentTarget.value as FileKind)}
        />
        <Text c="dimmed" maw={640}>
          {t(`imports.about.${kind}`)}
        </Text>
        <input
          ref={input}
          type="file"
          accept={isZip ? '.zip,application/zip' : '.csv,.txt,text/csv,text/plain'}
          hidden
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            // Choosing the same file again, repaired, is a choice too.
            event.currentTarget.value = '';
          }}
        />
        <Group gap="md">
          <Button
            leftSection={<Icon name="upload" />}
            loading={start.isPending || photos.isPending}
            onClick={() => input.current?.click()}
          >
            {t(isZip ? 'imports.chooseZip' : 'imports.choose')}
          </Button>
          <Text c="dimmed" size="sm">
            {t('imports.drop')}
          </Text>
        </Group>
        {isTooLarge && (
          <div role="alert">
            <Notice tone="warn">{t(kind === 'photos' ? 'imports.tooManyPhotos' : 'imports.tooLarge')}</Notice>
          </div>
        )}
        {photos.isPending && (
          <div>
            <Text role="status">{t('imports.sending')}</Text>
            <Progress value={Math.round(100 * sent)} aria-label={t('imports.sending')} maw={320} />
          </div>
        )}
        <Problem error={start.error ?? photos.error} />
        {kind !== 'photos' && (
          <Group gap="xs">
            {kind !== 'oneroster' && (
              <Button
                variant="subtle"
                leftSection={<Icon name="download" />}
                onClick={() => saveText(`${kind}-template.csv`, toCsv([importColumns[kind]]))}
              >
                {t('imports.template')}
              </Button>
            )}
            <Button
              component="a"
              variant="subtle"
              leftSection={<Icon name="download" />}
              href={
                kind === 'oneroster' ? urlOf(routes.exportOneRoster, {}) : urlOf(routes.exportCsv, { params: { kind } })
              }
              download
            >
              {t(kind === 'oneroster' ? 'imports.exportZip' : 'imports.export')}
            </Button>
          </Group>
        )}
      </Stack>
    </div>
  );
}
