import { convertCssVariables, DEFAULT_THEME, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import type { Plugin } from 'vite';
import { themeVariables } from '../src/theme/palette.ts';
import { theme } from '../src/theme/theme.ts';

const id = 'virtual:theme.css';

/**
 * Writes the theme's CSS variables into a stylesheet at build time. Mantine would otherwise set them with innerHTML
 * in the browser, which Trusted Types forbids.
 */
export function themeCss(): Plugin {
  return {
    name: 'theme-css',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (resolved) => (resolved === `\0${id}` ? variablesAsCss() : undefined),
  };
}

function variablesAsCss(): string {
  const defaults = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  const scheme = (name: 'light' | 'dark') => ({
    ...defaults[name],
    '--mantine-color-scheme': name,
    ...themeVariables[name],
  });
  return convertCssVariables({
    variables: { ...defaults.variables, ...themeVariables.variables },
    light: scheme('light'),
    dark: scheme('dark'),
  });
}
