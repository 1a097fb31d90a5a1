import { Paper, Skeleton, Stack } from '@mantine/core';

/** The shape of a table while it loads. */
export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <Paper>
      <Stack gap="md">
        <Skeleton height={44} width="min(100%, 20rem)" />
        {Array.from({ length: rows }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: drawn once, never reordered
          <Skeleton key={place} height={24} width={`${95 - ((place * 13) % 30)}%`} />
        ))}
      </Stack>
    </Paper>
  );
}
