import { t } from '../../strings/index.ts';
import { ChoiceBar } from '../attendance/choice-bar.tsx';

interface ViewSwitchProps {
  view: 'board' | 'roll';
  isOpen: boolean;
  onChange: (view: 'board' | 'roll') => void;
}

/** Board (or marks, once it is over) and roll call. */
export function ViewSwitch({ view, isOpen, onChange }: ViewSwitchProps) {
  return (
    <ChoiceBar
      label={t('faculty.board.view')}
      value={view}
      onChange={onChange}
      options={[
        { value: 'board', label: t(isOpen ? 'faculty.board.viewBoard' : 'faculty.board.roster') },
        { value: 'roll', label: t('faculty.board.viewRoll') },
      ]}
    />
  );
}
