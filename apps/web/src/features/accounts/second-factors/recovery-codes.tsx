import { Button, Group, Stack, Text } from '@mantine/core';
import { useMe } from '../../../api/me.ts';
import { t } from '../../../strings/index.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import classes from './second-factors.module.css';
import './words.ts';

/** Shows recovery codes the one time they are known, with every way to keep them. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { person, institution } = useMe();
  const text = [t('recovery.fileHead', { name: person.name, institution: institution.name }), '', ...codes, ''].join(
    '\n',
  );
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = t('recovery.file');
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Stack>
      <Text>{t('recovery.intro')}</Text>
      <ol className={classes.codes} aria-label={t('recovery.list')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group gap="sm">
        <CopyButton variant="default" text={codes.join('\n')} />
        <Button variant="default" leftSection={<Icon name="download" />} onClick={download}>
          {t('recovery.download')}
        </Button>
        <Button variant="default" onClick={() => window.print()}>
          {t('recovery.print')}
        </Button>
      </Group>
      <Button onClick={onKept}>{t('recovery.kept')}</Button>
    </Stack>
  );
}
