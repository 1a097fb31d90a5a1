import { routes, type Term } from '@smart-presence/contract';
import { useApiMutation } from '../../api/query.ts';
import { t } from '../../strings/index.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { toast } from '../../ui/toast.ts';

const invalidates = [
  routes.listTerms,
  routes.listArchivedTerms,
  routes.listSections,
  routes.getSection,
  routes.overview,
] as const;

/** Asks before a term is archived, or brought back. */
export function ArchiveTerm({ term, onClose }: { term: Term | null; onClose: () => void }) {
  const archive = useApiMutation(routes.archiveTerm, { invalidates: [...invalidates] });
  const restore = useApiMutation(routes.restoreTerm, { invalidates: [...invalidates] });
  const name = term?.name ?? '';
  const isArchived = term !== null && term.archivedAt !== null;
  return (
    <ConfirmDialog
      opened={term !== null}
      onClose={onClose}
      title={t(isArchived ? 'term.restoreTitle' : 'term.archiveTitle', { name })}
      consequences={
        isArchived ? [t('term.restoreOne')] : [t('term.archiveLists'), t('term.archiveStops'), t('term.archiveBack')]
      }
      confirm={t(isArchived ? 'term.restore' : 'term.archive')}
      onConfirm={async () => {
        if (!term) return;
        await (isArchived ? restore : archive).mutateAsync({ params: { id: term.id } });
        toast(t(isArchived ? 'term.restoredDone' : 'term.archivedDone', { name }));
      }}
    />
  );
}
