import { Button, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { Place, PlaceInput } from '@smart-presence/contract';
import { useState } from 'react';
import type { z } from 'zod';
import { t } from '../../strings/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { readCoordinates, writeCoordinates } from './coordinates.ts';

/** A place as it is typed. */
export interface PlaceValues extends Record<string, unknown> {
  name: string;
  coordinates: string;
  radius: number | '';
  networks: string;
}

const usualRadius = 100;

export const placeValues = (place?: Place): PlaceValues => ({
  name: place?.name ?? '',
  coordinates: place ? writeCoordinates(place) : '',
  radius: place?.radius ?? usualRadius,
  networks: place?.networks.join('\n') ?? '',
});

/** As the server reads it. Coordinates that cannot be read leave latitude and longitude out, which the schema refuses. */
export const placeBody = (values: PlaceValues): z.input<typeof PlaceInput> => ({
  name: values.name,
  ...(readCoordinates(values.coordinates) as { latitude: number; longitude: number }),
  radius: values.radius === '' ? Number.NaN : values.radius,
  networks: values.networks.split(/[\s,;]+/).filter(Boolean),
});

/** Problems of the schema, moved to the fields people see. */
export function placeProblems(problems: Record<string, string>): Record<string, string> {
  const moved: Record<string, string> = {};
  for (const [path, text] of Object.entries(problems)) {
    if (/^(latitude|longitude)/.test(path)) moved.coordinates = t('place.coordinatesProblem');
    else moved[path.startsWith('networks') ? 'networks' : path] = text;
  }
  return moved;
}

interface FieldsForm {
  getInputProps: (path: string) => object;
  setFieldValue: (path: string, value: string) => void;
}

/** Name, point, radius and networks of a place. `prefix` is where they are in the form's values. */
export function PlaceFields({ form, prefix = '' }: { form: FieldsForm; prefix?: string }) {
  return (
    <Stack>
      <TextInput label={t('place.name')} {...form.getInputProps(`${prefix}name`)} />
      <div>
        <TextInput
          label={t('place.coordinates')}
          description={t('place.coordinatesHint')}
          {...form.getInputProps(`${prefix}coordinates`)}
        />
        <UseMyLocation onFound={(text) => form.setFieldValue(`${prefix}coordinates`, text)} />
      </div>
      <NumberInput
        label={t('place.radiusLabel')}
        description={t('place.radiusHint')}
        min={10}
        max={5000}
        step={10}
        clampBehavior="none"
        {...form.getInputProps(`${prefix}radius`)}
      />
      <Textarea
        label={`${t('place.networks')} (${t('form.optional')})`}
        description={t('place.networksHint')}
        rows={2}
        {...form.getInputProps(`${prefix}networks`)}
      />
    </Stack>
  );
}

const preciseMetres = 100;

function UseMyLocation({ onFound }: { onFound: (coordinates: string) => void }) {
  const [isBusy, setBusy] = useState(false);
  const [words, setWords] = useState('');
  const find = () => {
    setBusy(true);
    setWords(t('place.finding'));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setBusy(false);
        const metres = Math.round(coords.accuracy);
        setWords(t(metres <= preciseMetres ? 'place.found' : 'place.inaccurate', { metres }));
        onFound(writeCoordinates(coords));
      },
      (error) => {
        setBusy(false);
        setWords(t(error.code === error.PERMISSION_DENIED ? 'place.denied' : 'place.notFound'));
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 },
    );
  };
  return (
    <>
      <Button mt="xs" variant="default" leftSection={<Icon name="pin" />} loading={isBusy} onClick={find}>
        {t('place.useMine')}
      </Button>
      <Text size="sm" c="dimmed" mt={4} role="status">
        {words}
      </Text>
    </>
  );
}
