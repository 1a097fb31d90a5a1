import classes from './choice-bar.module.css';

interface ChoiceBarProps<V extends string | number> {
  /** Says what is chosen between, for screen readers. */
  label: string;
  options: readonly { value: V; label: string }[];
  value: V;
  onChange: (value: V) => void;
}

/** A few views of one thing side by side, one of them shown. */
export function ChoiceBar<V extends string | number>({ label, options, value, onChange }: ChoiceBarProps<V>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; these buttons change the view
    <div role="group" aria-label={label} className={classes.bar}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={classes.choice}
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
