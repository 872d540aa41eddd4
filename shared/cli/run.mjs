#!/usr/bin/env node
/**
 * The entry of every npm script: `node shared/cli/run.mjs <task> [arguments]`.
 *
 * It installs what is missing, then runs the task with Lambda's Node version (the npm package `node`), which it also puts first on PATH
 * for the task's child processes. Plain JavaScript, because it must run on Node 20 before anything is installed.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandList, commands, shortHelp } from './commands.mjs';
import { ensureInstalled, InstallError, isAlive } from './install.mjs';
import { platformEnvironment } from './platformProgram.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Compiled modules are kept here: a task and its child processes then start with half the processor time. */
const compileCache = join(root, '.local', 'cache', 'compiled');

/** Tasks that must not outlive the command that started them, even if that is killed with SIGKILL. */
const endWithParent = new Set(['start', 'dev']);

/** @param {string[]} args */
const main = async ([name, ...args]) => {
  if (name === '--help' || name === '-h') return process.stdout.write(`${commandList()}\n`);
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (name === undefined || command === undefined)
    return fail(`There is no command "${name ?? ''}". These exist:\n\n${commandList()}`, 2);
  if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node 20 or newer is needed; this is ${process.version}.`);
  const asksForHelp = args.some((argument) => argument === '--help' || argument === '-h');
  const isInstalled = ['commander', '.bin/node'].every((name) => existsSync(join(root, 'node_modules', name)));
  if (asksForHelp && !isInstalled) return process.stdout.write(shortHelp(name));
  try {
    if (!asksForHelp) await ensureInstalled(root, command.installs ?? 'all');
  } catch (error) {
    if (error instanceof InstallError) fail(error.message);
    throw error;
  }
  run(command.program, args, endWithParent.has(name));
};

/**
 * Runs the task and exits with its exit code.
 *
 * @param {string[]} program
 * @param {string[]} args
 * @param {boolean} tied whether it ends with the process that started it
 */
const run = (program, args, tied) => {
  const bin = join(root, 'node_modules', '.bin');
  const defaults = { NODE_COMPILE_CACHE: compileCache, ...(tied ? platformEnvironment : {}) };
  const child = spawn(join(bin, 'node'), [...program, ...args], {
    cwd: root,
    env: { ...defaults, ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` },
    stdio: tied ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit', // the channel closes when this process is killed
  });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  if (tied && process.env.npm_lifecycle_event) followParent(child);
  child.on('error', (error) => fail(`The Node 24 runtime in node_modules does not start: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
};

/**
 * Ends the task when npm is gone. If npm is killed with SIGKILL it cannot pass on a signal, so the process table is polled.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
const followParent = (child) => {
  const npm = npmProcess();
  setInterval(() => {
    if (!isAlive(npm)) child.kill('SIGTERM');
  }, 1000).unref();
};

/** Returns the process id of npm: the parent, or the parent's parent if npm started a shell. */
const npmProcess = () => {
  try {
    const [, name, parent] = /^\d+ \((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${process.ppid}/stat`, 'utf8')) ?? [];
    return name?.endsWith('sh') ? Number(parent) : process.ppid;
  } catch {
    return process.ppid; // a system without /proc
  }
};

/**
 * @param {string} message
 * @param {number} [code]
 * @returns {never}
 */
const fail = (message, code = 1) => {
  process.stderr.write(`${message}\n`);
  process.exit(code);
};

await main(process.argv.slice(2));
