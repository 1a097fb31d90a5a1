import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import type { Section } from '@smart-presence/contract';
import { useState } from 'react';
import { t } from '../../strings/index.ts';
import { Problem } from '../../ui/states.tsx';
import { useOpenSession } from './use-open-session.ts';

interface OpenTogetherProps {
  sections: readonly Section[];
  isDisabled: boolean;
  minutes: number | undefined;
}

/** Sections that sit in one class: chosen here, opened at once, shown on one board. */
export function OpenTogether({ sections, isDisabled, minutes }: OpenTogetherProps) {
  const [isChoosing, setChoosing] = useState(false);
  const [chosen, setChosen] = useState<string[]>([]);
  const [first = '', ...together] = chosen;
  const { open, isBusy, error } = useOpenSession(first, { minutes, together });
  const students = sections.filter(({ id }) => chosen.includes(id)).reduce((sum, section) => sum + section.students, 0);
  return (
    <>
      <Button variant="subtle" disabled={isDisabled} onClick={() => setChoosing(true)}>
        {t('faculty.together.choose')}
      </Button>
      <Modal
        opened={isChoosing}
        onClose={() => setChoosing(false)}
        title={<strong>{t('faculty.together.title')}</strong>}
        closeButtonProps={{ 'aria-label': t('action.close') }}
      >
        <Stack>
          <Text>{t('faculty.together.body')}</Text>
          <Checkbox.Group value={chosen} onChange={setChosen} label={t('faculty.together.sections')}>
            <Stack gap="sm" mt="xs">
              {sections.map((section) => (
                <Checkbox
                  key={section.id}
                  value={section.id}
                  label={`${section.course.name} · ${t('attendance.section', { course: section.course.code, section: section.name })}`}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          <Problem error={error} />
          <Group justify="flex-end">
            <Button disabled={chosen.length < 2} loading={isBusy} onClick={() => void open()}>
              {t('faculty.together.open', { count: students })}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
