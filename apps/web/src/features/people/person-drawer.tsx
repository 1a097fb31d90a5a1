import { type BodyInput, type Department, type Person, routes } from '@smart-presence/contract';
import { call } from '../../api/client.ts';
import { invalidate } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { SidePanel } from '../../ui/side-panel.tsx';
import { toast } from '../../ui/toast.ts';
import { PersonForm } from './person-form.tsx';

interface PersonDrawerProps {
  opened: boolean;
  /** The person to edit; null adds one. */
  person: Person | null;
  departments: readonly Department[];
  onClose: () => void;
  onAdded: (person: Person) => void;
}

/** Adds a person, or changes one, beside the list. */
export function PersonDrawer({ opened, person, departments, onClose, onAdded }: PersonDrawerProps) {
  const title = person ? t('personForm.editTitle', { name: person.name }) : t('personForm.addTitle');
  return (
    <SidePanel opened={opened} onClose={onClose} title={title}>
      <PersonForm
        key={person?.id ?? 'new'}
        person={person}
        departments={departments}
        onCancel={onClose}
        onSubmit={async (body) => {
          const saved = person
            ? await call(routes.updatePerson, { params: { id: person.id }, body: changesOf(person, body) })
            : await call(routes.createPerson, { body });
          await invalidate(routes.listPeople, routes.getPerson, routes.overview);
          toast(t(person ? 'personForm.saved' : 'personForm.added', { name: saved.name }));
          if (person) onClose();
          else onAdded(saved);
        }}
      />
    </SidePanel>
  );
}

/** An e-mail that stays is not sent: changing it asks again who one is. Another role is given on the person's page. */
function changesOf(person: Person, { role: _, email, ...rest }: BodyInput<typeof routes.createPerson>) {
  return email === person.email ? rest : { ...rest, email: email ?? null };
}
