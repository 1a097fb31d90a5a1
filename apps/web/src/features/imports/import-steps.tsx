import { VisuallyHidden } from '@mantine/core';
import type { ImportKind, ImportState } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import classes from './imports.module.css';

const steps = ['file', 'columns', 'check', 'applied'] as const;

/** How many steps are done in each state. */
const done: Record<ImportState, number> = {
  checking: 1,
  failed: 2,
  checked: 2,
  applying: 3,
  applied: 4,
  undoing: 4,
  undone: 2,
};

/** Where this import stands on its way. */
export function ImportSteps({ state, kind }: { state: ImportState; kind: ImportKind }) {
  // Only tables have columns that somebody matches.
  const hidden = kind === 'photos' || kind === 'oneroster' || kind === 'edit' ? 1 : 0;
  const shown = steps.filter((step) => step !== 'columns' || hidden === 0);
  const now = Math.max(1, done[state] - hidden);
  return (
    <ol className={classes.steps} aria-label={t('import.steps')}>
      {shown.map((step, at) => {
        const isDone = at < now;
        return (
          <li key={step} data-done={isDone || undefined} aria-current={at === now ? 'step' : undefined}>
            <span className={classes.mark}>{isDone ? <Icon name="check" size={16} /> : at + 1}</span>
            {t(step === 'file' && kind === 'edit' ? 'edit.step' : `import.step.${step}`)}
            {isDone && <VisuallyHidden>{t('import.stepDone')}</VisuallyHidden>}
          </li>
        );
      })}
    </ol>
  );
}
