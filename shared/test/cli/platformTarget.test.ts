import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readPlatformFile } from '../../cli/platformTarget.ts';

const directory = mkdtempSync(join(tmpdir(), 'target-'));
afterAll(() => rmSync(directory, { recursive: true }));

const url = 'http://127.0.0.1:4001';
const addresses = { auth: url, banner: url, category: url, product: url, order: url, aws: { region: 'eu-west-1' } };
const fileWith = (content: string): string => {
  const file = join(directory, 'platform.json');
  writeFileSync(file, content);
  return file;
};
/** The id of a process that has ended. */
const endedProcess = (): number => spawnSync(process.execPath, ['-e', '']).pid;

describe('the file of a platform', () => {
  test('is read while its process runs, and where none is named', () => {
    expect(readPlatformFile(fileWith(JSON.stringify({ ...addresses, pid: process.pid })))).toEqual(addresses);
    expect(readPlatformFile(fileWith(JSON.stringify(addresses)))).toEqual(addresses);
  });

  test.each([
    ['is not there', () => join(directory, 'none.json'), 'is not running on this machine: start it with "npm start"'],
    [
      'was left behind by a process that is gone',
      () => fileWith(JSON.stringify({ ...addresses, pid: endedProcess() })),
      /is no longer running \(.*platform\.json was left behind by process \d+\): start it/,
    ],
    ['is damaged', () => fileWith('{"auth":'), /platform\.json cannot be read: delete it, and start it/],
  ])('that %s leads to an error that says what to do', (_, file, message) => {
    expect(() => readPlatformFile(file())).toThrow(message);
  });
});
