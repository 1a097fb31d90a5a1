import { t } from '../../strings/index.ts';
import { ChoiceBar } from '../attendance/choice-bar.tsx';

export type SessionView = 'board' | 'roll' | 'room';

interface ViewSwitchProps {
  view: SessionView;
  isOpen: boolean;
  onChange: (view: SessionView) => void;
}

/** Board (or marks, once it is over), roll call, and what cameras in the room showed. */
export function ViewSwitch({ view, isOpen, onChange }: ViewSwitchProps) {
  return (
    <ChoiceBar
      label={t('faculty.board.view')}
      value={view}
      onChange={onChange}
      options={[
        { value: 'board', label: t(isOpen ? 'faculty.board.viewBoard' : 'faculty.board.roster') },
        { value: 'roll', label: t('faculty.board.viewRoll') },
        { value: 'room', label: t('roomView.tab') },
      ]}
    />
  );
}
