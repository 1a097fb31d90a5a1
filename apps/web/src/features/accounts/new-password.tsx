import { PasswordInput, type PasswordInputProps, Text } from '@mantine/core';
import type { Person } from '@smart-presence/contract';
import { z } from 'zod';
import { t } from '../../strings/index.ts';
import classes from './new-password.module.css';
import { revealLabel } from './reveal-label.ts';

/** What the server asks of a password that stands alone. It also refuses common ones, which only it can know. */
export const passwordLength = 15;
/** The same beside a second factor. */
const besideFactor = 8;

/** Characters that this person's new password must have. */
export const shortestFor = ({ hasSecondFactor }: Pick<Person, 'hasSecondFactor'>): number =>
  hasSecondFactor ? besideFactor : passwordLength;

/** Characters as people count them, not UTF-16 units. */
export const lengthOf = (password: string): number => [...password].length;

interface NewPasswordProps extends Omit<PasswordInputProps, 'value'> {
  value: string;
  /** Characters it must have; 15 when absent. */
  shortest?: number;
}

/** Field for a new password with a bar that fills up to the length the server asks for. */
export function NewPassword({ value, label, shortest = passwordLength, ...props }: NewPasswordProps) {
  const count = Math.min(lengthOf(value), shortest);
  const isLongEnough = count === shortest;
  return (
    <div>
      <PasswordInput
        label={label ?? t('password.new')}
        description={t('password.hint', { needed: shortest })}
        autoComplete="new-password"
        value={value}
        visibilityToggleButtonProps={revealLabel}
        {...props}
      />
      <div className={classes.meter} data-full={isLongEnough} aria-hidden="true">
        {Array.from({ length: shortest }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the places of the bar never move
          <span key={place} data-filled={place < count} />
        ))}
      </div>
      <Text size="sm" c="dimmed">
        {isLongEnough ? t('password.longEnough') : t('password.progress', { count: lengthOf(value), needed: shortest })}
      </Text>
    </div>
  );
}

/** A problem with a new password that the browser can see; null when only the server can say more. */
export function passwordProblem(password: string, shortest = passwordLength): string | null {
  return lengthOf(password) < shortest ? t('form.tooShort', { count: shortest }) : null;
}

/** The same as a schema of a form. */
export const newPasswordSchema = (shortest = passwordLength) =>
  z.string().refine((text) => passwordProblem(text, shortest) === null, {
    error: () => passwordProblem('', shortest) ?? '',
  });
