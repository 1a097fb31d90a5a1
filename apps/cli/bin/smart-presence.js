#!/usr/bin/env node
// Plain JavaScript on purpose: this file must run on whatever Node.js the machine has. The rest wants Node.js 24.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED = 24;
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The Node.js that comes as the npm package `node` with this workspace, if it is installed. */
function installedNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const program = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

/** Runs this program again on another Node.js: same arguments, terminal, signals and exit code. */
function runWith(program) {
  const child = spawn(program, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => explain(`Node.js ${NEEDED} at ${program} does not start: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function explain(message) {
  process.stderr.write(`smart-presence: ${message}\n`);
  process.exitCode = 1;
}

if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  await import(pathToFileURL(main).href);
} else {
  const program = installedNode();
  if (program) runWith(program);
  else
    explain(
      `Node.js ${NEEDED} or newer is needed, this is ${process.versions.node}. ` +
        'Run "npm install" in the Smart Presence folder (it brings its own), without --ignore-scripts.',
    );
}
