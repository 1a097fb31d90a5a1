import { SegmentedControl } from '@mantine/core';
import { t } from '../../strings/index.ts';

interface ViewSwitchProps {
  view: 'board' | 'roll';
  isOpen: boolean;
  onChange: (view: 'board' | 'roll') => void;
}

/** Board (or marks, once it is over) and roll call. */
export function ViewSwitch({ view, isOpen, onChange }: ViewSwitchProps) {
  return (
    <div>
      <SegmentedControl
        aria-label={t('faculty.board.view')}
        size="md"
        value={view}
        onChange={(next) => onChange(next === 'roll' ? 'roll' : 'board')}
        data={[
          { value: 'board', label: t(isOpen ? 'faculty.board.viewBoard' : 'faculty.board.roster') },
          { value: 'roll', label: t('faculty.board.viewRoll') },
        ]}
      />
    </div>
  );
}
