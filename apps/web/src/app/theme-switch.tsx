import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { t } from '../strings/index.ts';

/** Light, dark, or as the device is set. Remembered on this device. */
export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label={t('app.theme')}
      fullWidth
      value={colorScheme}
      onChange={(value) => setColorScheme(value as typeof colorScheme)}
      data={[
        { value: 'light', label: t('app.themeLight') },
        { value: 'dark', label: t('app.themeDark') },
        { value: 'auto', label: t('app.themeSystem') },
      ]}
    />
  );
}
