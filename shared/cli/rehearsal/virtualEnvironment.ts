import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from './command.ts';

/** The emulator is not available on this machine; the message says why. */
export class EmulatorUnavailable extends Error {
  override name = 'EmulatorUnavailable';
}

const REQUIREMENTS = new URL('requirements.txt', import.meta.url);
const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/**
 * Creates a virtual environment with MiniStack, or reuses an existing one that matches requirements.txt.
 *
 * @param directory of the virtual environment
 * @returns the folder of its programs
 * @throws {EmulatorUnavailable} without Python 3.10 or newer, or if the installation fails
 */
export const ensureEmulator = async (directory: string): Promise<string> => {
  const programs = join(directory, 'bin');
  const stamp = join(directory, 'installed');
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs;
  const python = await findPython();
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  await orUnavailable('create a virtual environment', output(python, ['-m', 'venv', directory]));
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--requirement',
    REQUIREMENTS.pathname,
  ];
  await orUnavailable('install MiniStack', output(join(programs, 'python'), pip));
  writeFileSync(stamp, wanted);
  return programs;
};

const findPython = async (): Promise<string> => {
  for (const python of PYTHONS) {
    const isNewEnough = 'import sys; sys.exit(sys.version_info < (3, 10))';
    const { code } = await output(python, ['-c', isNewEnough]);
    if (code === 0) return python;
  }
  throw new EmulatorUnavailable('there is no Python 3.10 or newer on this machine');
};

const orUnavailable = async (what: string, running: Promise<{ code: number; text: string }>): Promise<void> => {
  const { code, text } = await running;
  if (code !== 0) throw new EmulatorUnavailable(`could not ${what}:\n${text.trim().replaceAll(/^/gm, '    ')}`);
};
