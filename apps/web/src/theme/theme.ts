import { createTheme } from '@mantine/core';
import { accent, dark, gray } from './palette.ts';

const systemFont = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif';

/** One accent, the system's font, steps of 4 px. Controls are 44 px high so that a thumb hits them. */
export const theme = createTheme({
  colors: { accent, gray, dark },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: systemFont,
  headings: {
    fontFamily: systemFont,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '2rem' },
      h2: { fontSize: '1.25rem', lineHeight: '1.75rem' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.5rem' },
    },
  },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '0.125rem', sm: '0.25rem', md: '0.5rem', lg: '0.75rem', xl: '1rem' },
  defaultRadius: 'md',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'md' } },
    ActionIcon: { defaultProps: { size: 44, variant: 'subtle', color: 'gray' } },
    CloseButton: { defaultProps: { size: 44 } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    NumberInput: { defaultProps: { size: 'md' } },
    // Choices open within the form, so that they stay in the landmark and the dialog they belong to.
    Select: { defaultProps: { size: 'md', comboboxProps: { shadow: 'md', withinPortal: false } } },
    NativeSelect: { defaultProps: { size: 'md' } },
    MultiSelect: { defaultProps: { size: 'md', comboboxProps: { shadow: 'md', withinPortal: false } } },
    Textarea: { defaultProps: { size: 'md', autosize: false } },
    Checkbox: { defaultProps: { size: 'md' } },
    Switch: { defaultProps: { size: 'md' } },
    Radio: { defaultProps: { size: 'md' } },
    SegmentedControl: { defaultProps: { size: 'md' } },
    Tabs: { defaultProps: { keepMounted: false } },
    Paper: { defaultProps: { withBorder: true } },
    // Menus open within the main landmark; the placeholder Mantine focuses first is nothing a menu may hold.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, portalProps: { target: '#main' } } },
    // The heading of a dialog is a <header>, which would count as a second banner of the page.
    Modal: { defaultProps: { centered: true, padding: 'lg', attributes: { header: { role: 'presentation' } } } },
    Drawer: { defaultProps: { position: 'right', padding: 'lg', attributes: { header: { role: 'presentation' } } } },
    Skeleton: { defaultProps: { radius: 'sm' } },
  },
});
