import type { ApiClient } from './api.ts';
import type { TestCollege } from './college.ts';
import { payload } from './xss-corpus.ts';

interface Asking {
  college: TestCollege;
  /** One for each text. */
  clients: readonly ApiClient[];
  /** Is over; everybody has a mark in it. */
  sessionId: string;
}

/** For each text somebody who asks for leave, and somebody who appeals, is refused and asks again, with it. */
export async function plantRequests({ college, clients, sessionId }: Asking): Promise<void> {
  const { teacher, sectionId } = college;
  const today = new Date().toISOString().slice(0, 10);
  for (const [at, client] of clients.entries()) {
    const leave = { kind: 'medical', firstDay: today, lastDay: today, sectionId, statement: payload(at) } as const;
    await client.call('askLeave', { body: leave });
    const appeal = await client.call('appealMark', { body: { sessionId, wanted: 'M', statement: payload(at) } });
    const refused = { round: 1, verdict: 'refused', reason: payload(at + 1) } as const;
    await teacher.call('answerRequest', { params: { id: appeal.id }, body: refused });
    const again = { statement: payload(at + 2) };
    await client.call('askSecondReading', { params: { id: appeal.id }, body: again });
  }
}
