import { Button, List, Paper, Stack, Text, Title } from '@mantine/core';
import type { EnrolmentResult } from '@smart-presence/contract';
import { type ReactNode, useState } from 'react';
import { enrolmentPlan } from '../../camera/capture-plan.ts';
import { warmGuidance } from '../../camera/guidance.ts';
import { GuidedCapture } from '../../camera/guided-capture.tsx';
import { t } from '../../strings/index.ts';
import { Problem } from '../../ui/states.tsx';
import { FrameAdvice } from './frame-advice.tsx';

interface EnrolFaceProps {
  /** Sends the pictures. Rejects when the server refuses them as a whole. */
  send: (frames: readonly Blob[]) => Promise<EnrolmentResult>;
  onEnrolled: (result: EnrolmentResult) => void;
  /** Shown before the start. */
  before?: ReactNode;
  /** Asked when the person starts; false: they stay here. */
  mayStart?: () => Promise<boolean>;
}

type Stage =
  | { is: 'before'; error: unknown }
  | { is: 'camera' }
  | { is: 'sending' }
  | { is: 'more'; result: EnrolmentResult; frames: readonly Blob[] };

/** Guided enrolment from the tips to the server's word: for students themselves and at a desk. */
export function EnrolFace({ send, onEnrolled, before, mayStart }: EnrolFaceProps) {
  const [stage, setStage] = useState<Stage>({ is: 'before', error: null });

  const submit = async (frames: readonly Blob[]) => {
    setStage({ is: 'sending' });
    try {
      const result = await send(frames);
      if (result.outcome === 'enrolled') onEnrolled(result);
      else setStage({ is: 'more', result, frames });
    } catch (error) {
      setStage({ is: 'before', error });
    }
  };

  if (stage.is === 'camera' || stage.is === 'sending') {
    return (
      <GuidedCapture
        plan={enrolmentPlan}
        busy={stage.is === 'sending' ? t('enrol.sending') : null}
        onDone={(frames) => void submit(frames.map(({ image }) => image))}
      />
    );
  }
  if (stage.is === 'more') {
    return <FrameAdvice result={stage.result} frames={stage.frames} again={() => setStage({ is: 'camera' })} />;
  }
  const start = async () => {
    warmGuidance();
    if (!mayStart || (await mayStart())) setStage({ is: 'camera' });
  };
  return (
    <Paper>
      <Stack align="flex-start">
        <Problem error={stage.error} />
        <div>
          <Title order={2} size="h3" mb="xs">
            {t('enrol.tips')}
          </Title>
          <List spacing="xs">
            <List.Item>{t('enrol.tip1')}</List.Item>
            <List.Item>{t('enrol.tip2')}</List.Item>
            <List.Item>{t('enrol.tip3')}</List.Item>
          </List>
        </div>
        {before}
        <Button onClick={() => void start()}>{t(stage.error ? 'enrol.again' : 'enrol.start')}</Button>
        <Text size="sm" c="dimmed">
          {t('enrol.kept')}
        </Text>
      </Stack>
    </Paper>
  );
}
