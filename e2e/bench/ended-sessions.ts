import { setTimeout as wait } from 'node:timers/promises';
import { figure, type SuiteProps, type Table } from '@smart-presence/face/bench/suite.ts';
import { ApiClient } from '../support/api.ts';
import { acceptInvitation, PASSWORD, setUpCollege, type TestCollege } from '../support/college.ts';
import { type RunningServer, startServer } from '../support/server.ts';

const PEOPLE = 20;
const PATIENCE_MS = 15_000;
/** Routes of students: each is asked with the cookie of a session that is over. */
const REPLAYED = ['/api/me', '/api/me/home', '/api/me/attendance', '/api/policies/current'];

interface Ending {
  name: string;
  end(props: { college: TestCollege; server: RunningServer; at: number; client: ApiClient }): Promise<void>;
}

const endings: readonly Ending[] = [
  { name: 'signed out', end: async ({ client }) => void (await client.call('signOut')) },
  {
    name: 'disabled',
    end: async ({ college, at }) => {
      const ids = [college.students[at]?.id ?? ''];
      await college.admin.call('bulkPeople', { body: { ids, action: 'disable' } });
    },
  },
  {
    name: 'password changed elsewhere',
    end: async ({ server, at }) => {
      const other = new ApiClient(server.url);
      await other.call('signIn', { body: { email: `student${at + 1}@college.example`, password: PASSWORD } });
      await other.call('changePassword', { body: { current: PASSWORD, next: 'nine amber lanterns float' } });
    },
  },
];

/** What an ended session still opens, and how long its stream of events goes on. */
export async function measureEndedSessions(progress: SuiteProps['progress']): Promise<Table> {
  const server = await startServer({ env: { LOG_LEVEL: 'silent' } });
  try {
    const names = endings.flatMap(({ name }) => Array.from({ length: PEOPLE }, (_, at) => `${name} ${at}`));
    const college = await setUpCollege(server, names);
    const rows: string[][] = [];
    for (const [index, ending] of endings.entries()) {
      progress(`sessions: ${ending.name}`);
      const cuts: number[] = [];
      let refused = 0;
      for (let person = 0; person < PEOPLE; person += 1) {
        const at = index * PEOPLE + person;
        const client = await acceptInvitation({
          server,
          admin: college.admin,
          personId: college.students[at]?.id ?? '',
        });
        const { cookie } = client;
        const cut = streamEnds(server.url, cookie);
        await cut.begun;
        await ending.end({ college, server, at, client });
        const ended = performance.now();
        for (const path of REPLAYED) {
          const { status } = await fetch(server.url + path, { headers: { cookie } });
          if (status === 401) refused += 1;
        }
        cuts.push((await cut.ended) - ended);
      }
      const seconds = [cuts.toSorted((a, b) => a - b)[Math.floor(cuts.length / 2)] ?? Number.NaN, Math.max(...cuts)];
      rows.push([
        ending.name,
        String(PEOPLE),
        `${refused} of ${PEOPLE * REPLAYED.length}`,
        ...seconds.map((ms) => figure(ms / 1000)),
      ]);
    }
    return {
      title: 'Sessions that ended',
      note: 'Replayed: requests with the old cookie that were refused with 401. Cut: from the end of the session to the end of its open stream.',
      columns: ['how', 'sessions', 'replays refused', 'cut p50 s', 'cut longest s'],
      rows,
    };
  } finally {
    await server.stop();
  }
}

/** Opens the stream of events. `ended` is the instant at which it is over. @throws Error when it goes on too long. */
function streamEnds(origin: string, cookie: string): { begun: Promise<void>; ended: Promise<number> } {
  const begun = Promise.withResolvers<void>();
  const read = async () => {
    const response = await fetch(`${origin}/api/live`, { headers: { cookie } });
    if (response.status !== 200) throw new Error(`the stream answered ${response.status}`);
    begun.resolve();
    for await (const _ of response.body ?? []) {
      // Beats of the stream.
    }
    return performance.now();
  };
  const late = wait(PATIENCE_MS, undefined, { ref: false }).then(() => {
    throw new Error(`a stream went on for ${PATIENCE_MS / 1000} s after its session`);
  });
  const ended = Promise.race([read(), late]);
  ended.catch(begun.reject);
  return { begun: begun.promise, ended };
}
