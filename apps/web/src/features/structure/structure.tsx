import { Tabs } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { t } from '../../strings/index.ts';
import { Page } from '../../ui/page.tsx';
import { Rooms } from '../timetable/rooms.tsx';
import { Courses } from './courses.tsx';
import { Departments } from './departments.tsx';
import { Places } from './places.tsx';
import { Sections } from './sections.tsx';
import { Terms } from './terms.tsx';

const parts = {
  departments: Departments,
  places: Places,
  rooms: Rooms,
  terms: Terms,
  courses: Courses,
  sections: Sections,
} satisfies Record<string, ComponentType>;
type Part = keyof typeof parts;
const names = Object.keys(parts) as Part[];

/** Departments, places, terms, courses and sections, one tab each with its own address. */
export function Structure() {
  const { part } = useParams({ from: '/app/admin/structure/$part' });
  const navigate = useNavigate();
  const current = names.find((name) => name === part) ?? 'departments';
  const Content = parts[current];
  return (
    <Page title={t('structure.title')} description={t('structure.description')}>
      <Tabs
        value={current}
        onChange={(next) => void navigate({ to: '/admin/structure/$part', params: { part: next ?? 'departments' } })}
      >
        <Tabs.List style={{ flexWrap: 'nowrap', overflowX: 'auto' }}>
          {names.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`structure.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={current} pt="md">
          <Content />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
