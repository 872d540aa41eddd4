import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
const AIMED_FIRST_SECONDS = 60;
const AIMED_MEGABYTES = 300;

/**
 * Measures the time from `npm start` to the address file, which is written once everything answers, in a copy of the sources that has
 * never been installed or started, and then once more there; compared with a similar npm script that starts a bare server.
 */
export const benchStart = async (progress: (text: string) => void): Promise<Table[]> => {
  const copy = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    copySources(process.cwd(), copy);
    progress('first, with an empty npm cache');
    const installing = await secondsToReady(copy, PLATFORM_FILE);
    const megabytes = sizeOf(join(copy, 'node_modules'));
    rmSync(join(copy, '.local'), { recursive: true });
    progress('first, with packages installed');
    const first = await secondsToReady(copy, PLATFORM_FILE);
    const later: number[] = [];
    const bare: number[] = [];
    for (let run = 1; run <= LATER_STARTS; run += 1) {
      progress(`again, ${run} of ${LATER_STARTS}`);
      later.push(await secondsToReady(copy, PLATFORM_FILE));
      bare.push(await secondsToReady(bareProject(copy), 'ready'));
    }
    return [
      toTable({
        installing,
        megabytes,
        first,
        second: later[0] ?? Number.NaN,
        later: median(later),
        bare: median(bare),
      }),
    ];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
};

/** Copies the files that git tracks or would track: nothing left behind by an earlier start. */
const copySources = (root: string, copy: string): void => {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0')) {
    if (file === '' || !existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file), { preserveTimestamps: true });
  }
};

/** Returns the size of a folder on disk in megabytes, as `du` counts it. */
const sizeOf = (folder: string): number =>
  Number(execFileSync('du', ['-sk', folder], { encoding: 'utf8' }).split('\t')[0]) / 1024;

/**
 * Writes a project whose npm script starts Node twice, as `npm start` does (its entry, then the platform), the second time with a server.
 */
const bareProject = (folder: string): string => {
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
};

/** Measures the seconds from `npm start` in `folder` until `file` exists, then sends Ctrl-C. */
const secondsToReady = async (folder: string, file: string): Promise<number> => {
  rmSync(join(folder, file), { force: true });
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const started = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...env, PORT_BASE: '0', npm_config_cache: join(folder, '.npm-cache') },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // Its own process group, so that Ctrl-C ends it as a terminal would
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
};

type Starts = Record<'installing' | 'megabytes' | 'first' | 'second' | 'later' | 'bare', number>;

const toTable = ({ installing, megabytes, first, second, later, bare }: Starts): Table => ({
  title: 'From npm start to ready',
  columns: ['start', 'seconds'],
  rows: [
    ['first: nothing installed, empty npm cache', figure(installing)],
    ['first: packages installed, nothing packaged, no cache', figure(first)],
    ['second', figure(second)],
    [`later, median of ${LATER_STARTS}`, figure(later)],
    [`bare npm script, median of ${LATER_STARTS}`, figure(bare)],
  ],
  notes: [
    `In a copy of the sources, whose node_modules takes ${Math.round(megabytes)} MB. Ready: \`platform.json\` is there, which is written once everything answers. Bare npm script: npm, Node, and from it Node with an empty server.`,
    `Aims: the first in at most ${AIMED_FIRST_SECONDS} s, ${verdict(installing <= AIMED_FIRST_SECONDS)}, with at most ${AIMED_MEGABYTES} MB, ${verdict(megabytes <= AIMED_MEGABYTES)}; the second in under ${AIMED_SECONDS} s, ${verdict(second < AIMED_SECONDS)}.`,
  ],
});
