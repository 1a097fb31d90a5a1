import { colourCode } from './colour-code.ts';
import type { Challenge, LivenessLevel, Step, StepKind } from './types.ts';

export interface ChooseStepsProps {
  level: LivenessLevel;
  /** Evenly in [0, 1), from a source nobody can guess: the order is a secret until it is revealed. */
  random: () => number;
  /** What the person declined or cannot do: flashes above all. Turns cannot be left out; without them a person decides. */
  without?: readonly StepKind[];
}

/** The steps that give a level its evidence, in an order of their own each time. `off` asks for nothing. */
export function chooseSteps({ level, random, without = [] }: ChooseStepsProps): Challenge {
  const one = (kinds: readonly Exclude<StepKind, 'flash'>[]): Step[] => {
    const possible = kinds.filter((kind) => !without.includes(kind));
    return possible.length > 0 ? [{ kind: possible[Math.floor(random() * possible.length)]! }] : [];
  };
  const turns: Step[] = [{ kind: 'turn-left' }, { kind: 'turn-right' }];
  const flash: Step[] = without.includes('flash') ? [] : [{ kind: 'flash', colours: colourCode(random) }];
  switch (level) {
    case 'off':
      return { steps: [] };
    case 'low':
      return {
        steps: shuffled([...one(['turn-left', 'turn-right']), ...one(['blink', 'open-mouth']), ...flash], random),
      };
    case 'standard':
      return { steps: shuffled([...turns, ...one(['blink', 'open-mouth']), ...flash], random) };
    case 'high': {
      const more = [...one(['blink']), ...one(['open-mouth', 'come-closer']), ...one(['look-up', 'look-down'])];
      return { steps: shuffled([...turns, ...more, ...flash], random) };
    }
  }
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}
