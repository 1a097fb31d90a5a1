import { type Command, EXIT, nearest, readArguments, UsageError } from './command.ts';

interface Entry {
  summary: string;
  load(): Promise<Command>;
}

/** Loaded only when called: `face describe` must not wait for the server's code, nor the other way round. */
const COMMANDS: Readonly<Record<string, Entry>> = {
  serve: {
    summary: 'run the server',
    load: async () => {
      const { serve, help } = await import('./commands/serve.ts');
      return { help, run: (args) => withoutArguments(args, serve) };
    },
  },
  demo: {
    summary: 'fill an empty installation with an imagined college',
    load: async () => {
      const { demo, help } = await import('./commands/demo.ts');
      return { help, run: (args) => withoutArguments(args, demo) };
    },
  },
  doctor: {
    summary: 'say what works, what is missing and how to fix it',
    load: async () => {
      const { doctor, help } = await import('./commands/doctor.ts');
      const options = { json: { type: 'boolean' } } as const;
      return { help, run: async (args) => doctor({ json: onlyOptions(args, options).json ?? false }) };
    },
  },
  'admin reset-second-factors': {
    summary: 'let somebody in who has lost every second factor',
    load: async () => (await import('./commands/admin-reset-second-factors.ts')).adminResetSecondFactors,
  },
  'audit verify': {
    summary: 'prove that nobody has changed the audit log',
    load: async () => (await import('./commands/audit-verify.ts')).auditVerify,
  },
  'insights rebuild': {
    summary: 'count the numbers behind the charts anew, and prove them',
    load: async () => (await import('./commands/insights-rebuild.ts')).insightsRebuild,
  },
  'keys rotate': {
    summary: 'put the enrolled faces under a new key-encryption key',
    load: async () => (await import('./commands/keys-rotate.ts')).keysRotate,
  },
  'privacy verify-certificate': {
    summary: 'check a certificate of erasure, without a server',
    load: async () => (await import('./commands/privacy-verify-certificate.ts')).privacyVerifyCertificate,
  },
  'face describe': {
    summary: 'find and describe the faces in pictures',
    load: async () => (await import('./commands/face-describe.ts')).faceDescribe,
  },
  'face verify': {
    summary: 'compare two pictures: the same person?',
    load: async () => (await import('./commands/face-verify.ts')).faceVerify,
  },
  'face roll': {
    summary: 'call the roll on photos of a room',
    load: async () => (await import('./commands/face-roll.ts')).faceRoll,
  },
};

const NAMES = Object.keys(COMMANDS);
const GROUPS = [...new Set(NAMES.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] ?? ''))];

/** @returns the exit code: 0 done, 1 something failed, 2 the call was wrong. */
export async function run(args: readonly string[]): Promise<number> {
  const { name, rest } = commandIn(args);
  const asksHelp = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined).some(isHelp);
  try {
    const entry = COMMANDS[name];
    if (entry) {
      const command = await entry.load();
      if (!asksHelp) return await command.run(rest);
      process.stdout.write(`${command.help}\n`);
      return EXIT.ok;
    }
    if (asksHelp || (args.length === 1 && args[0] === 'help')) {
      process.stdout.write(`${overview(GROUPS.includes(name) ? name : '')}\n`);
      return EXIT.ok;
    }
    throw new UsageError(name ? unknownCommand(args) : `a command is missing\n\n${overview('')}`);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const topic = COMMANDS[name] || GROUPS.includes(name) ? ` ${name}` : '';
    const pointer = error.message.includes('\n') ? '' : `\nSee smart-presence${topic} --help`;
    process.stderr.write(`smart-presence${topic}: ${error.message}${pointer}\n`);
    return EXIT.usage;
  }
}

const isHelp = (arg: string): boolean => arg === '--help' || arg === '-h';

/** Longest command name at the start of the arguments; else the first word, known or not. */
function commandIn(args: readonly string[]): { name: string; rest: readonly string[] } {
  const two = args.slice(0, 2).join(' ');
  if (COMMANDS[two]) return { name: two, rest: args.slice(2) };
  const one = args[0]?.startsWith('-') ? '' : (args[0] ?? '');
  return { name: one, rest: args.slice(1) };
}

function unknownCommand(args: readonly string[]): string {
  const first = args[0] ?? '';
  if (!GROUPS.includes(first)) return `unknown command ${first}${suggestion(first)}`;
  if (args[1] === undefined) return `"${first}" what?\n\n${overview(first)}`;
  return `unknown command ${first} ${args[1]}${suggestion(`${first} ${args[1]}`)}`;
}

function suggestion(given: string): string {
  const near = nearest(given, [...NAMES, ...GROUPS]);
  return near ? ` (did you mean ${near}?)` : '';
}

function overview(group: string): string {
  const shown = NAMES.filter((name) => name.startsWith(group));
  const width = Math.max(...shown.map((name) => name.length));
  const lines = shown.map((name) => `  ${name.padEnd(width)}  ${COMMANDS[name]?.summary}`);
  return `Usage: smart-presence ${group || 'COMMAND'} …\n\n${lines.join('\n')}\n\nsmart-presence COMMAND --help says more about each.`;
}

function withoutArguments(args: readonly string[], action: () => Promise<number>): Promise<number> {
  onlyOptions(args, {});
  return action();
}

function onlyOptions<const T extends Record<string, { type: 'boolean' }>>(args: readonly string[], options: T) {
  const { values, positionals } = readArguments(args, options);
  if (positionals.length > 0) throw new UsageError(`unexpected argument ${positionals[0]}`);
  return values;
}
