import { PasswordInput, type PasswordInputProps, Text } from '@mantine/core';
import { t } from '../../strings/index.ts';
import classes from './new-password.module.css';
import { revealLabel } from './reveal-label.ts';

/** What the server asks of a password that stands alone. It also refuses common ones, which only it can know. */
export const passwordLength = 15;

/** Characters as people count them, not UTF-16 units. */
export const lengthOf = (password: string): number => [...password].length;

/** Field for a new password with a bar that fills up to the length the server asks for. */
export function NewPassword({ value, label, ...props }: Omit<PasswordInputProps, 'value'> & { value: string }) {
  const count = Math.min(lengthOf(value), passwordLength);
  const isLongEnough = count === passwordLength;
  return (
    <div>
      <PasswordInput
        label={label ?? t('password.new')}
        description={t('password.hint')}
        autoComplete="new-password"
        value={value}
        visibilityToggleButtonProps={revealLabel}
        {...props}
      />
      <div className={classes.meter} data-full={isLongEnough} aria-hidden="true">
        {Array.from({ length: passwordLength }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the places of the bar never move
          <span key={place} data-filled={place < count} />
        ))}
      </div>
      <Text size="sm" c="dimmed">
        {isLongEnough
          ? t('password.longEnough')
          : t('password.progress', { count: lengthOf(value), needed: passwordLength })}
      </Text>
    </div>
  );
}

/** A problem with a new password that the browser can see; null when only the server can say more. */
export function passwordProblem(password: string): string | null {
  return lengthOf(password) < passwordLength ? t('form.tooShort', { count: passwordLength }) : null;
}
