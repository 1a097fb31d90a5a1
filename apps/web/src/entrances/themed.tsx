import { MantineProvider } from '@mantine/core';
import { type ReactNode, StrictMode } from 'react';
import '../theme/base-styles.ts';
import { theme } from '../theme/theme.ts';

/** The theme around everything. Its variables come from a stylesheet made at build time (scripts/theme-css.ts). */
export function Themed({ children }: { children: ReactNode }) {
  return (
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        {children}
      </MantineProvider>
    </StrictMode>
  );
}
