#!/usr/bin/env node
/**
 * The entry of every npm script: `node shared/cli/run.mjs <task> [arguments]`.
 *
 * It installs what is missing, then runs the task on the Node that Lambda runs (the npm package `node`), which it also puts
 * first on PATH for whatever the task starts. Plain JavaScript: it must run on Node 20 before anything is installed.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, InstallError } from './install.mjs';
import { platformEnvironment, platformProgram } from './platformProgram.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What each npm script runs, with the arguments that always go with it. */
const tasks = {
  start: platformProgram,
  dev: [...platformProgram, '--watch'],
  demo: ['shared/cli/demo.ts'],
  pay: ['shared/cli/pay.ts'],
  check: ['shared/cli/check.ts'],
  test: ['shared/cli/test.ts'],
  'test:e2e': ['shared/cli/testE2e.ts'],
  'test:deploy': ['shared/cli/testDeploy.ts'],
  'lint:templates': ['shared/cli/lintTemplates.ts'],
  deploy: ['shared/cli/deploy.ts'],
  remove: ['shared/cli/remove.ts'],
  order: ['shared/cli/order.ts'],
  redrive: ['shared/cli/redrive.ts'],
  openapi: ['shared/cli/openapi.ts'],
  asyncapi: ['shared/cli/asyncapi.ts'],
  bench: ['shared/bench/main.ts'],
  chaos: ['shared/chaos/main.ts'],
  simulate: ['shared/simulation/main.ts'],
  'grant-admin': ['shared/cli/grantAdmin.ts'],
  seed: ['shared/cli/seed.ts'],
};

/** Tasks that must not outlive the command that started them, even when that is killed without a chance to pass it on. */
const endWithParent = new Set(['start', 'dev']);

await main(process.argv.slice(2));

async function main([name, ...args]) {
  const task = tasks[name];
  if (!task) fail(`Unknown task ${name ? `"${name}"` : '(none given)'}. There are: ${Object.keys(tasks).join(', ')}.`);
  if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node 20 or newer is needed; this is ${process.version}.`);
  const asksForHelp = args.some((argument) => argument === '--help' || argument === '-h');
  if (asksForHelp && !existsSync(join(root, 'node_modules', 'commander')))
    return process.stdout.write('Nothing is installed yet. After "npm install" this tells more; see also README.md.\n');
  try {
    if (!asksForHelp) await ensureInstalled(root);
  } catch (error) {
    if (error instanceof InstallError) fail(error.message);
    throw error;
  }
  run(task, args, endWithParent.has(name));
}

/** Runs the task and ends as it ends. */
function run(task, args, tied) {
  const bin = join(root, 'node_modules', '.bin');
  const child = spawn(join(bin, 'node'), [...task, ...args], {
    cwd: root,
    env: { ...(tied ? platformEnvironment : {}), ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
    stdio: tied ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit', // the channel closes when this process is killed
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  if (tied && process.env.npm_lifecycle_event) followParent(child);
  child.on('error', (error) => fail(`The Node 24 runtime in node_modules does not start: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** npm killed with SIGKILL cannot pass a signal on; that it is gone shows in the process table. */
function followParent(child) {
  const npm = npmProcess();
  setInterval(() => {
    if (!isRunning(npm)) child.kill('SIGTERM');
  }, 1000).unref();
}

/** The parent, or its parent where npm's shell stands between. */
function npmProcess() {
  try {
    const [, name, parent] = /^\d+ \((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8')) ?? [];
    return name?.endsWith('sh') ? Number(parent) : process.ppid;
  } catch {
    return process.ppid; // a system without /proc
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
