import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useState } from 'react';

const names = {
  text: '--mantine-color-dimmed',
  line: '--sp-line',
  accent: '--mantine-color-anchor',
  bad: '--sp-bad',
} as const;
type Colours = Record<keyof typeof names, string>;

function read(): Colours {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return { text: value(names.text), line: value(names.line), accent: value(names.accent), bad: value(names.bad) };
}

/** The theme's colours as values, for a canvas that knows no CSS variables; renewed when light and dark change. */
export function useChartColours(): Colours {
  const scheme = useComputedColorScheme();
  const [colours, setColours] = useState(read);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another colour scheme has other values
  useEffect(() => setColours(read()), [scheme]);
  return colours;
}
