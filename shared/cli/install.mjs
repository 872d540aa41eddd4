/**
 * Makes sure that node_modules holds what package-lock.json asks for. Plain JavaScript without dependencies: it runs on
 * whatever Node (20 or newer) the machine has, before anything is installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** An install that failed; its message is all that the person needs to see. */
export class InstallError extends Error {
  name = 'InstallError';
}

/**
 * Runs `npm ci` when node_modules is absent or differs from package-lock.json. Two processes that start at once install
 * once: the second waits for the first.
 *
 * @param {string} root the folder of package-lock.json
 * @throws {InstallError} when npm fails
 */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return;
  const release = await takeLock(join(root, '.local', 'install.lock'));
  try {
    if (isInstalled(root)) return; // another process did it while this one waited
    await install(root);
  } finally {
    release();
  }
}

/** Whether node_modules is what package-lock.json says. A stamp answers fast; an install by hand is compared in full. */
function isInstalled(root) {
  const stampFile = stampPath(root);
  const lockText = readFileSync(join(root, 'package-lock.json'));
  const stamp = hashOf(lockText);
  if (!existsSync(join(root, 'node_modules', '.bin', 'node'))) return false;
  if (readText(stampFile) === stamp) return true;
  if (!matchesLock(root, lockText)) return false;
  writeFileSync(stampFile, stamp);
  return true;
}

const hashOf = (content) => createHash('sha256').update(content).digest('hex');

const stampPath = (root) => join(root, 'node_modules', '.installed-lock');

/** Whether npm's own record of what it installed (node_modules/.package-lock.json) names what the lock file names. */
function matchesLock(root, lockText) {
  const record = readText(join(root, 'node_modules', '.package-lock.json'));
  if (record === undefined) return false;
  const installed = JSON.parse(record).packages ?? {};
  const wanted = JSON.parse(lockText).packages ?? {};
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.link) return true;
    const found = installed[path];
    return found ? found.version === entry.version && found.integrity === entry.integrity : Boolean(entry.optional);
  });
}

async function install(root) {
  const progress = showProgress('Installing the dependencies (npm ci)');
  const { code, output } = await runNpm(root, ['ci', '--loglevel=error', '--include=dev', '--no-fund', '--no-audit']);
  if (code !== 0) {
    progress.end('failed');
    // npm explains all its options after a mistake in the lock file
    const said = output.replace(/npm error Clean install a project[\s\S]*?(?=npm error A complete log|$)/, '').trim();
    throw new InstallError(`${said}\n\nnpm ci failed (exit code ${code}), so the dependencies are not installed.`);
  }
  if (!existsSync(join(root, 'node_modules', '.bin', 'node'))) {
    progress.end('incomplete');
    throw new InstallError(
      'npm did not install the Node 24 runtime (package "node"). Install scripts are probably switched off: ' +
        'run "npm ci --ignore-scripts=false" once.',
    );
  }
  writeFileSync(stampPath(root), hashOf(readFileSync(join(root, 'package-lock.json'))));
  progress.end('done');
}

function runNpm(root, args) {
  const env = { ...process.env };
  // An outer `npm run --workspace …` would narrow this install to that workspace.
  for (const key of Object.keys(env))
    if (/^npm_config_(workspaces?|include_workspace_root)$/i.test(key)) delete env[key];
  const npm = process.env.npm_execpath;
  // The Node that runs npm, not the one in node_modules, which `npm ci` takes away while it works.
  const node = process.env.npm_node_execpath ?? process.execPath;
  const [command, commandArgs] = npm?.endsWith('.js') ? [node, [npm, ...args]] : ['npm', args];
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: `npm could not be started: ${error.message}` }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}

/** A spinner with seconds on a terminal; elsewhere one line now and one every few seconds. */
function showProgress(label) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
  const terminal = process.stderr.isTTY;
  let tick = 0;
  if (!terminal) process.stderr.write(`${label} …\n`);
  const timer = setInterval(
    () =>
      process.stderr.write(
        terminal ? `\r${frames[tick++ % frames.length]} ${label} ${seconds()} ` : `${label} … ${seconds()}\n`,
      ),
    terminal ? 100 : 4000,
  );
  return {
    end(outcome) {
      clearInterval(timer);
      process.stderr.write(`${terminal ? '\r\x1b[2K' : ''}${label}: ${outcome} after ${seconds()}\n`);
    },
  };
}

/** One holder at a time, across processes. The lock of a process that no longer lives is taken over. */
async function takeLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${process.pid}`;
  for (let announced = false; ; ) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      await sleep(50); // two that removed the same dead lock: only the last one's number stands
      if (readText(file) === mine) return () => removeIfThere(file);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readText(file));
    if (holder && !isAlive(holder)) removeIfThere(file);
    else {
      if (!announced) process.stderr.write('Another process is installing the dependencies; waiting for it.\n');
      announced = true;
      await sleep(300);
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function removeIfThere(file) {
  try {
    unlinkSync(file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
