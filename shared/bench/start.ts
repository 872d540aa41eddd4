import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './statistics.ts';
import { figure, type Table, verdict } from './table.ts';

const PLATFORM_FILE = join('.local', 'platform.json');
const LATER_STARTS = 5;
const LOOK_MS = 5;
const MOST_MS = 180_000;
const AIMED_SECONDS = 3;

/**
 * From the command `npm start` to the address file that says that everything answers, in a copy of the sources that has never
 * been started, and again there; beside an npm script of the same shape that starts a bare server.
 */
export const benchStart = async (progress: (text: string) => void): Promise<Table[]> => {
  const copy = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    copySources(process.cwd(), copy);
    progress('first');
    const first = await secondsToReady(copy, PLATFORM_FILE);
    const later: number[] = [];
    const bare: number[] = [];
    for (let run = 1; run <= LATER_STARTS; run += 1) {
      progress(`again, ${run} of ${LATER_STARTS}`);
      later.push(await secondsToReady(copy, PLATFORM_FILE));
      bare.push(await secondsToReady(bareProject(copy), 'ready'));
    }
    return [toTable({ first, second: later[0] ?? Number.NaN, later: median(later), bare: median(bare) })];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

/** What git tracks or would track, and the installed packages by links: nothing that an earlier start has left behind. */
function copySources(root: string, copy: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0')) {
    if (file === '' || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file), { preserveTimestamps: true });
  }
  linkPackages(join(root, 'node_modules'), join(copy, 'node_modules'));
}

/** A link to each package, so that nothing done in the copy reaches the folder itself. The workspace's own links lead into the copy. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name.startsWith('@')) linkPackages(source, target);
    else symlinkSync(entry.isSymbolicLink() ? readlinkSync(source) : source, target);
  }
}

/** An npm script that starts Node twice, as `npm start` does (its entry, then the platform), the second time with a server. */
function bareProject(folder: string): string {
  const project = join(folder, 'bare');
  if (existsSync(project)) return project;
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, scripts: { start: 'node entry.mjs' } }));
  writeFileSync(
    join(project, 'entry.mjs'),
    `import { spawn } from 'node:child_process';
const child = spawn(process.execPath, ['server.mjs'], { stdio: 'inherit' });
process.on('SIGINT', () => child.kill('SIGINT'));\n`,
  );
  writeFileSync(
    join(project, 'server.mjs'),
    `import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
createServer().listen(0, '127.0.0.1', () => writeFileSync('ready', ''));\n`,
  );
  return project;
}

/** Seconds from `npm start` in `folder` until `file` is there; then Ctrl-C. */
async function secondsToReady(folder: string, file: string): Promise<number> {
  rmSync(join(folder, file), { force: true });
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const started = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...env, PORT_BASE: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // its own process group, which Ctrl-C ends as a terminal would
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(String(chunk)));
  const ended = once(child, 'close');
  while (!existsSync(join(folder, file))) {
    await sleep(LOOK_MS);
    if (child.exitCode !== null || performance.now() - started > MOST_MS)
      throw new Error(`npm start:\n${printed.join('')}`);
  }
  const seconds = (performance.now() - started) / 1000;
  process.kill(-(child.pid ?? 0), 'SIGINT');
  await ended;
  return seconds;
}

function toTable({ first, second, later, bare }: Record<'first' | 'second' | 'later' | 'bare', number>): Table {
  return {
    title: 'From npm start to ready',
    columns: ['start', 'seconds'],
    rows: [
      ['first: nothing packaged, no cache, packages installed', figure(first)],
      ['second', figure(second)],
      [`later, median of ${LATER_STARTS}`, figure(later)],
      [`bare npm script, median of ${LATER_STARTS}`, figure(bare)],
    ],
    notes: [
      'In a copy of the sources with the installed packages linked in. Ready: `platform.json` is there, which is written once everything answers. Bare npm script: npm, Node, and from it Node with an empty server.',
      `Aim: the second in under ${AIMED_SECONDS} s, ${verdict(second < AIMED_SECONDS)}.`,
    ],
  };
}
