import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

const { version, workspaces } = read('package.json');

/** The changelog's headings of the second level. */
const headings = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, text]) => text);

test('the changelog begins with what is not released, then the version of package.json', () => {
  expect(headings[0]).toBe('[Unreleased]');
  expect(headings[1]).toMatch(new RegExp(`^\\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`));
});

test('the changelog lists releases newest first, each with its date', () => {
  const releases = headings.slice(1).map((text) => /^\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$/.exec(text ?? ''));
  const dates = releases.map((release) => release?.[2] ?? 'no date');

  expect(dates).toEqual(dates.toSorted().toReversed());
});

test('the kinds of changes are those of Keep a Changelog, and steps to take when upgrading', () => {
  const kinds = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^### (.+)$/gm)].map(([, kind]) => kind);

  for (const kind of kinds)
    expect(['Upgrading', 'Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']).toContain(kind);
});

/** It replaces a package of the registry, so npm compares its version with what other packages need. */
const REPLACEMENT = 'shared/web/icons';

test.each((workspaces as string[]).filter((path) => path !== REPLACEMENT))(
  'the workspace %s states no version of its own',
  (workspace) => {
    expect(read(`${workspace}/package.json`).version).toBeUndefined();
  },
);

test.each([...globSync('docs/openapi/*.json'), 'docs/asyncapi.json'])('%s states the version', (file) => {
  expect(read(file).info.version).toBe(version);
});
