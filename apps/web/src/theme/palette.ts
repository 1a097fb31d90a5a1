import type { MantineColorsTuple } from '@mantine/core';

/** The one accent: a sober blue. Shade 7 carries white text at 7.6:1; shade 3 is the accent on dark grounds. */
export const accent: MantineColorsTuple = [
  '#edf3fb',
  '#d9e5f5',
  '#b3cbe9',
  '#8fb6e3',
  '#6b9cd8',
  '#4580c4',
  '#2c67af',
  '#1f5296',
  '#18427a',
  '#12335f',
];

/** Cool greys for light grounds. 4 is the border of fields and boxes: 3:1 on white, as their outline is what shows them. */
export const gray: MantineColorsTuple = [
  '#f5f7f9',
  '#eef1f4',
  '#e2e7ec',
  '#d9dfe5',
  '#85909d',
  '#6f7a87',
  '#5e6976',
  '#434c57',
  '#2f363f',
  '#1b2129',
];

/** Cool greys for dark grounds. 7 is the page, 6 a surface on it, 4 the border of fields (3:1), 2 quiet text (at least 4.5:1 on 5). */
export const dark: MantineColorsTuple = [
  '#e3e7ec',
  '#c3cad3',
  '#a5aeb9',
  '#77818d',
  '#6b7580',
  '#2a3038',
  '#1e2329',
  '#191d22',
  '#14171b',
  '#0e1013',
];

/**
 * What Mantine's own variables get wrong for contrast (WCAG AA), and the few surfaces and status colours of ours.
 * `--sp-*` are ours: ground (page), surface (cards), line (borders), and per tone text and background.
 */
export const themeVariables = {
  variables: { '--sp-target': '2.75rem', '--sp-radius': '0.5rem' },
  light: {
    '--mantine-color-text': '#1b2129',
    '--mantine-color-dimmed': '#55606d',
    '--mantine-color-placeholder': '#667180',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-success': '#1c6b3c',
    '--mantine-color-anchor': '#1f5296',
    '--mantine-color-default-border': '#85909d',
    '--mantine-color-disabled-color': '#667180',
    '--mantine-color-red-filled': '#b3261e',
    '--mantine-color-red-filled-hover': '#96201a',
    '--mantine-color-red-light': '#fbe9e7',
    '--mantine-color-red-light-color': '#96201a',
    '--mantine-color-red-outline': '#b3261e',
    '--sp-ground': '#f5f7f9',
    '--sp-surface': '#ffffff',
    '--sp-sunken': '#eef1f4',
    '--sp-line': '#d9dfe5',
    '--sp-ok': '#1c6b3c',
    '--sp-ok-ground': '#e4f3e9',
    '--sp-warn': '#7a4b00',
    '--sp-warn-ground': '#fdf0d7',
    '--sp-bad': '#96201a',
    '--sp-bad-ground': '#fbe9e7',
    '--sp-info': '#18427a',
    '--sp-info-ground': '#e4edf8',
    '--sp-neutral': '#434c57',
    '--sp-neutral-ground': '#e9edf1',
  },
  dark: {
    '--mantine-color-text': '#e3e7ec',
    '--mantine-color-dimmed': '#a5aeb9',
    '--mantine-color-placeholder': '#98a2ae',
    '--mantine-color-error': '#ff9c92',
    '--mantine-color-success': '#7fd3a0',
    '--mantine-color-anchor': '#8fb6e3',
    '--mantine-color-default-border': '#6b7580',
    '--mantine-color-disabled-color': '#98a2ae',
    '--mantine-color-red-filled': '#b3372e',
    '--mantine-color-red-filled-hover': '#c5453b',
    '--mantine-color-red-light': '#3d2220',
    '--mantine-color-red-light-color': '#ffb1a8',
    '--mantine-color-red-outline': '#ff9c92',
    '--sp-ground': '#14171b',
    '--sp-surface': '#1e2329',
    '--sp-sunken': '#191d22',
    '--sp-line': '#343c46',
    '--sp-ok': '#86d7a6',
    '--sp-ok-ground': '#1a3325',
    '--sp-warn': '#f0c36d',
    '--sp-warn-ground': '#3a2e14',
    '--sp-bad': '#ffb1a8',
    '--sp-bad-ground': '#3d2220',
    '--sp-info': '#b3cbe9',
    '--sp-info-ground': '#1d2e44',
    '--sp-neutral': '#c3cad3',
    '--sp-neutral-ground': '#2a3038',
  },
} as const;
