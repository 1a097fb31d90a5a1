import type { FrameIssue } from '@smart-presence/contract';
import type { z } from 'zod';

type Issue = z.infer<typeof FrameIssue>;

/** How many pictures each issue spoiled, most frequent first. A picture counts for its first (worst) issue alone. */
export function countIssues(frames: readonly { issues: readonly Issue[] }[]): { issue: Issue; count: number }[] {
  const counts = new Map<Issue, number>();
  for (const { issues } of frames) {
    const [worst] = issues;
    if (worst) counts.set(worst, (counts.get(worst) ?? 0) + 1);
  }
  return [...counts].map(([issue, count]) => ({ issue, count })).sort((a, b) => b.count - a.count);
}
