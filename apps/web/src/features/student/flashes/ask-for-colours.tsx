import { Button, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMe } from '../../../api/me.ts';
import '../../../strings/check-in-words.ts';
import { t } from '../../../strings/index.ts';
import { Message } from '../../../ui/states.tsx';
import { type ColourChoice, rememberChoice, rememberedChoice } from './colour-choice.ts';

interface AskForColoursProps {
  /** Declining leads to a review. */
  isExpected: boolean;
  /** The check-in, with what was chosen and the way to change it. */
  children: (choice: ColourChoice, change: ReactNode) => ReactNode;
}

const lessMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Asks once per person and device whether the screen may show colours; no is always one tap away. */
export function AskForColours({ isExpected, children }: AskForColoursProps) {
  const personId = useMe().person.id;
  const [accepts, setAccepts] = useState(() =>
    rememberedChoice(personId, { kept: localStorage, prefersLess: lessMotion() }),
  );
  const choose = (next: boolean) => {
    rememberChoice(personId, { kept: localStorage, accepts: next });
    setAccepts(next);
  };
  const expected = isExpected && (
    <Text size="sm" ta="center">
      {t('student.flash.expected')}
    </Text>
  );
  if (accepts === null) {
    return (
      <Message
        icon="camera"
        title={t('student.flash.ask')}
        actions={
          <Group justify="center">
            <Button onClick={() => choose(true)}>{t('student.flash.yes')}</Button>
            <Button variant="default" onClick={() => choose(false)}>
              {t('student.flash.no')}
            </Button>
          </Group>
        }
      >
        <Stack gap="xs">
          <span>{t('student.flash.why')}</span>
          <span>{t('student.flash.safe')}</span>
          {expected}
        </Stack>
      </Message>
    );
  }
  const change = (
    <Stack gap="xs" align="center">
      <Button variant="default" onClick={() => choose(!accepts)}>
        {accepts ? t('student.flash.no') : t('student.flash.yes')}
      </Button>
      {!accepts && (
        <Text size="sm" c="dimmed" ta="center">
          {t('student.flash.isOff')}
        </Text>
      )}
      {!accepts && expected}
    </Stack>
  );
  return children({ accepts, decline: () => choose(false) }, change);
}
