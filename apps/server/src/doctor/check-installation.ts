import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compileModels } from '@smart-presence/face/node';
import { type Config, ConfigError, readConfig } from '../platform/config/config.ts';
import { secretPath, secretSources } from '../platform/crypto/index.ts';
import { openDatabase, pendingMigrations } from '../platform/db/index.ts';
import { webFolder } from '../platform/http/static-web.ts';

export interface Finding {
  name: string;
  level: 'ok' | 'note' | 'problem';
  detail: string;
  fix?: string;
}

/** Looks at everything the server needs, without changing anything but the model cache. Never prints a secret. */
export const checkInstallation = async (env: Record<string, string | undefined>): Promise<Finding[]> => {
  const findings: Finding[] = [node()];
  let config: Config;
  try {
    config = readConfig(env);
    findings.push({ name: 'settings', level: 'ok', detail: `listens on ${config.host}:${config.port}` });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [
      ...findings,
      { name: 'settings', level: 'problem', detail: error.message, fix: 'Correct the variables named above.' },
    ];
  }
  return [
    ...findings,
    await dataFolder(config),
    ...(await secrets(config)),
    await database(config),
    await models(config),
    await web(),
    address(config),
  ];
};

const node = (): Finding => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return { name: 'Node.js', level: 'ok', detail: process.version };
  return {
    name: 'Node.js',
    level: 'problem',
    detail: `${process.version} is too old`,
    fix: 'Run npm ci; it brings Node 24 with it.',
  };
};

const dataFolder = async ({ dataDir }: Config): Promise<Finding> => {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK);
    const { mode } = await stat(dataDir);
    if ((mode & 0o077) !== 0) {
      return {
        name: 'data folder',
        level: 'note',
        detail: `${dataDir} can be read by others on this machine`,
        fix: `chmod 700 ${dataDir}`,
      };
    }
    return { name: 'data folder', level: 'ok', detail: dataDir };
  } catch (error) {
    return {
      name: 'data folder',
      level: 'problem',
      detail: (error as Error).message,
      fix: 'Set DATA_DIR to a folder this user may write.',
    };
  }
};

const secrets = (config: Config): Promise<Finding[]> =>
  Promise.all(
    secretSources.map(async ({ name, file, field }): Promise<Finding> => {
      if (config[field] !== undefined) return { name, level: 'ok', detail: 'set in the environment' };
      const path = secretPath(config.dataDir, file);
      const found = await stat(path).catch(() => undefined);
      if (found && (found.mode & 0o077) !== 0)
        return { name, level: 'problem', detail: `${path} can be read by others`, fix: `chmod 600 ${path}` };
      if (found)
        return {
          name,
          level: 'ok',
          detail: `in ${path}`,
          ...(field === 'kek' ? { fix: 'Keep a copy elsewhere: without it enrolled faces cannot be opened.' } : {}),
        };
      if (config.isProduction)
        return {
          name,
          level: 'problem',
          detail: 'missing',
          fix: `Set ${name} to 32 random bytes in base64 (openssl rand -base64 32).`,
        };
      return { name, level: 'note', detail: 'will be generated on first start' };
    }),
  );

const database = async (config: Config): Promise<Finding> => {
  const kind = config.databaseUrl.startsWith('sqlite:') ? 'SQLite' : 'PostgreSQL';
  try {
    if (kind === 'SQLite' && !(await stat(config.databaseUrl.slice('sqlite:'.length)).catch(() => undefined))) {
      return { name: 'database', level: 'note', detail: 'SQLite, will be created on first start' };
    }
    const db = await openDatabase(config.databaseUrl);
    const pending = await pendingMigrations(db).finally(() => db.destroy());
    const detail =
      pending.length === 0 ? `${kind}, up to date` : `${kind}, ${pending.length} migration(s) will run on start`;
    return { name: 'database', level: 'ok', detail };
  } catch (error) {
    return {
      name: 'database',
      level: 'problem',
      detail: `${kind}: ${(error as Error).message}`,
      fix: 'Check DATABASE_URL and that the database is running.',
    };
  }
};

const models = async (config: Config): Promise<Finding> => {
  try {
    const compiled = await compileModels({ cacheDir: config.modelCacheDir });
    return {
      name: 'face models',
      level: 'ok',
      detail: `${compiled.length} ready: ${compiled.map((model) => model.name).join(', ')}`,
    };
  } catch (error) {
    return {
      name: 'face models',
      level: 'problem',
      detail: (error as Error).message,
      fix: 'Run npm ci again; the weights come inside its packages.',
    };
  }
};

const web = async (): Promise<Finding> => {
  const built = await stat(join(webFolder, 'index.html')).catch(() => undefined);
  if (built) return { name: 'web app', level: 'ok', detail: 'built' };
  return {
    name: 'web app',
    level: 'problem',
    detail: 'not built',
    fix: 'npm start builds it; or: npm run build --workspace apps/web',
  };
};

const address = ({ publicUrl, isProduction, host }: Config): Finding => {
  const local = host === '127.0.0.1' || host === 'localhost' || host === '::1';
  if (publicUrl?.startsWith('https:')) return { name: 'address', level: 'ok', detail: publicUrl };
  const detail = 'browsers give the camera only to https pages and to this machine itself';
  if (local && !isProduction)
    return { name: 'address', level: 'note', detail, fix: 'To serve others, put https in front and set PUBLIC_URL.' };
  return {
    name: 'address',
    level: 'problem',
    detail,
    fix: 'Put https in front (see docs/operator.md) and set PUBLIC_URL to it.',
  };
};
