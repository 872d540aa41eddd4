import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { takeStateDirectory } from '../../src/state/stateDirectory.ts';

let parent: string;
let directory: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'state-'));
  directory = join(parent, 'state');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const modeOf = (...path: string[]) => (statSync(join(directory, ...path)).mode & 0o777).toString(8);

test('a new state directory can be read by its owner only', () => {
  takeStateDirectory(directory, { fresh: false }).release();

  expect(modeOf()).toBe('700');
});

test('what an older version left readable for others is closed to them, at every depth', () => {
  mkdirSync(join(directory, 'dynamodb'), { recursive: true });
  writeFileSync(join(directory, 'mailbox.sqlite'), 'mail');
  writeFileSync(join(directory, 'dynamodb', 'data'), 'rows');
  for (const [path, mode] of Object.entries({
    '': 0o755,
    dynamodb: 0o777,
    'mailbox.sqlite': 0o644,
    'dynamodb/data': 0o664,
  }))
    chmodSync(join(directory, path), mode);

  takeStateDirectory(directory, { fresh: false }).release();

  expect([modeOf(), modeOf('dynamodb')]).toEqual(['700', '700']);
  expect([modeOf('mailbox.sqlite'), modeOf('dynamodb', 'data')]).toEqual(['600', '600']);
});

test('what a link in it leads to is left alone', () => {
  const outside = join(parent, 'outside');
  mkdirSync(directory);
  writeFileSync(outside, '');
  chmodSync(outside, 0o644);
  symlinkSync(outside, join(directory, 'link'));

  takeStateDirectory(directory, { fresh: false }).release();

  expect((statSync(outside).mode & 0o777).toString(8)).toBe('644');
});
