import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { keepUsedPackages, unpackBundle } from '../../src/packaging/packagedBundles.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bundles-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const packages = () => readdirSync(join(directory, 'packages', 'noteService')).sort();
const functionsOf = (name: string) => readdirSync(join(directory, 'functions', 'noteService', name)).sort();

/** Writes a package that was last used some minutes ago and needs one unpacked function. */
const usedMinutesAgo = (minutes: number, name: string, bundle: string) => {
  const folder = join(directory, 'packages', 'noteService', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'bundles.json'), JSON.stringify({ 'saveNote.zip': join('saveNote', bundle) }));
  const time = new Date(Date.now() - minutes * 60_000);
  utimesSync(folder, time, time);
  const unpacked = join(directory, 'functions', 'noteService', 'saveNote', bundle);
  mkdirSync(unpacked, { recursive: true });
  writeFileSync(join(unpacked, 'saveNote.mjs'), '');
};

test('the packages last used stay, with the functions that they need', () => {
  for (let index = 1; index <= 9; index += 1)
    usedMinutesAgo(index, `package${index}`, index % 2 === 0 ? 'even' : 'odd');
  usedMinutesAgo(10, 'package10', 'old');

  keepUsedPackages(directory, 'noteService');

  expect(packages()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((index) => `package${index}`));
  expect(functionsOf('saveNote')).toEqual(['even', 'odd']);
  expect(readdirSync(join(directory, 'packages'))).toEqual(['noteService']); // nothing is left of the others
});

test('a stack without functions has packages, too', () => {
  mkdirSync(join(directory, 'packages', 'noteService', 'package'), { recursive: true });
  writeFileSync(join(directory, 'packages', 'noteService', 'package', 'bundles.json'), '{}');

  keepUsedPackages(directory, 'noteService');

  expect(packages()).toEqual(['package']);
});

test('what a killed process has left is removed after an hour', () => {
  usedMinutesAgo(1, 'package', 'bundle');
  const [abandoned, inUse] = ['.abandoned', '.in-use'].map((name) => join(directory, 'packages', name));
  for (const folder of [abandoned, inUse]) mkdirSync(folder ?? '');
  const before = new Date(Date.now() - 2 * 60 * 60_000);
  utimesSync(abandoned ?? '', before, before);

  keepUsedPackages(directory, 'noteService');

  expect(existsSync(abandoned ?? '')).toBe(false);
  expect(existsSync(inUse ?? '')).toBe(true);
});

test('a folder of an unpacked function appears only when it is complete', () => {
  const zip = join(directory, 'saveNote.zip');
  writeFileSync(
    zip,
    zipSync({ 'src/saveNote.mjs': new Uint8Array([32]), 'node_modules/font/a.woff2': new Uint8Array([1]) }),
  );
  const stack = { name: 'noteService', folder: 'noteService' };

  const folder = unpackBundle({ root: directory, directory, stack, zip });

  const files = readdirSync(join(directory, 'functions', 'noteService', folder), { recursive: true })
    .map(String)
    .sort();
  expect(files).toEqual(expect.arrayContaining(['node_modules/font/a.woff2', 'src/saveNote.mjs']));
  expect(functionsOf('saveNote')).toHaveLength(1);
  expect(readdirSync(join(directory, 'packages'))).toEqual([]);
});
