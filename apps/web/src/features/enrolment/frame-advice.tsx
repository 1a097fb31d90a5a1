import { Button, List, Stack, Text, Title } from '@mantine/core';
import type { EnrolmentResult } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/states.tsx';
import { countIssues } from './count-issues.ts';
import classes from './frame-advice.module.css';
import { useObjectUrls } from './use-object-urls.ts';

interface FrameAdviceProps {
  result: EnrolmentResult;
  /** The pictures that were sent, in order. */
  frames: readonly Blob[];
  again: () => void;
}

/** What was wrong with which picture, most frequent first, and another try. */
export function FrameAdvice({ result, frames, again }: FrameAdviceProps) {
  const { good, needed } = result;
  const urls = useObjectUrls(frames);
  return (
    <Stack align="flex-start">
      <div role="alert">
        <Notice tone="warn">
          <strong>{t('enrol.moreTitle')}.</strong> {t('enrol.moreBody', { count: frames.length, good, needed })}
        </Notice>
      </div>
      <div>
        <Title order={2} size="h3" mb="xs">
          {t('enrol.advice')}
        </Title>
        <List spacing="xs">
          {countIssues(result.frames).map(({ issue, count }) => (
            <List.Item key={issue}>{t('enrol.issueCount', { count, advice: t(`enrol.advice.${issue}`) })}</List.Item>
          ))}
        </List>
      </div>
      <Button onClick={again}>{t('enrol.again')}</Button>
      <ol className={classes.frames} aria-label={t('enrol.pictures')}>
        {result.frames.map(({ index, issues }) => {
          const [issue] = issues;
          return (
            <li key={index} className={classes.frame} data-good={!issue}>
              <img src={urls[index]} alt="" />
              <Text size="sm" component="span" className={classes.caption}>
                <Icon name={issue ? 'warning' : 'check'} size={16} />
                {issue
                  ? t('enrol.pictureBad', { number: index + 1, issue: t(`enrol.issue.${issue}`) })
                  : t('enrol.pictureGood', { number: index + 1 })}
              </Text>
            </li>
          );
        })}
      </ol>
    </Stack>
  );
}
