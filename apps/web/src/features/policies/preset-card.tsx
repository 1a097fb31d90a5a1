import { Button } from '@mantine/core';
import { type PolicyPresetId, policyPresetIds } from '@smart-presence/contract';
import { t } from '../../strings/index.ts';
import { FieldsCard } from './fields-card.tsx';
import classes from './policies.module.css';

/** Well-known rules of standing to start from; taking one changes the form alone. */
export function PresetCard({ onTake }: { onTake: (preset: PolicyPresetId) => void }) {
  return (
    <FieldsCard title={t('policy.presets')} intro={t('policy.presetsIntro')}>
      <ul className={classes.presets}>
        {policyPresetIds.map((id) => (
          <li key={id} className={classes.preset}>
            <div>
              <div className={classes.presetName} id={`preset-${id}`}>
                {t(`policy.preset.${id}`)}
              </div>
              <div className={classes.presetBody}>{t(`policy.preset.${id}Body`)}</div>
            </div>
            <Button variant="default" aria-describedby={`preset-${id}`} onClick={() => onTake(id)}>
              {t('policy.presetTake')}
            </Button>
          </li>
        ))}
      </ul>
    </FieldsCard>
  );
}
