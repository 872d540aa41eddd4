import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { commitSubjects, LONGEST_SUBJECT } from '../../checks/commitSubjects.ts';
import { markdownPages } from '../../checks/markdownPages.ts';
import { sentencePerLine } from '../../checks/sentencePerLine.ts';

test('commit subjects have at most 72 characters', () => {
  expect(commitSubjects().filter((subject) => [...subject].length > LONGEST_SUBJECT)).toEqual([]);
});

test.each(markdownPages())('%s has one sentence per line (npm run format puts it right)', (page) => {
  const text = readFileSync(page, 'utf8');

  expect(text.split('\n')).toEqual(sentencePerLine(text).split('\n'));
});

test('the glossary has each term once', () => {
  const rows = readFileSync('docs/glossary.md', 'utf8').matchAll(/^\| ([^|]+) \| [A-Z]/gm);
  const terms = [...rows].flatMap(([, cell = '']) => cell.split(', '));

  expect(terms).toContain('order');
  expect(terms.filter((term, index) => terms.indexOf(term) !== index)).toEqual([]);
});

test('.nvmrc names the Node that functions run on', () => {
  const [, version] = /^runtime: nodejs(\d+)\.x$/m.exec(readFileSync('shared/serverless/provider.yml', 'utf8')) ?? [];

  expect(readFileSync('.nvmrc', 'utf8').trim()).toBe(version);
});

test.each(globSync('.github/ISSUE_TEMPLATE/*.yml'))('%s is a form that GitHub takes', (file) => {
  const { name, description, body } = parse(readFileSync(file, 'utf8'));
  const fields = body.filter(({ type }: { type: string }) => type !== 'markdown');
  const ids = fields.map(({ id }: { id: string }) => id);

  expect([typeof name, typeof description, fields.length > 0]).toEqual(['string', 'string', true]);
  expect(new Set(ids).size).toBe(fields.length);
  for (const { type, attributes } of fields) {
    expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
    expect(attributes.label).toMatch(/\w/);
  }
});

describe('one sentence per line', () => {
  test.each([
    ['a second sentence gets a line of its own', 'One. Two! Three?', 'One.\nTwo!\nThree?'],
    ['a sentence is not broken if it fits on one line', 'A sentence\ngoes on. Another', 'A sentence goes on.\nAnother'],
    ['a list item continues below its text', '- One. Two.\n- Three', '- One.\n  Two.\n- Three'],
    ['a numbered item too', '10. One. Two.', '10. One.\n    Two.'],
    ['a sentence may begin with code or a link', 'One. `two`. [Three](a.md)', 'One.\n`two`.\n[Three](a.md)'],
    ['emphasis stays with its sentence', '**One.** *Two* goes.', '**One.**\n*Two* goes.'],
    [
      'no sentence ends in code, an address or an abbreviation',
      'See `a. B`, [c](d. E), e.g. F.',
      'See `a. B`, [c](d. E), e.g. F.',
    ],
    ['a break after a sentence or a colon stays', 'One:\n`two`.\nthree', 'One:\n`two`.\nthree'],
    ['a break on purpose stays', 'One  \ntwo. Three', 'One  \ntwo. Three'],
    [
      'headings, tables, quotations and code stay',
      '# A. B\n| a. B |\n> A. B\n```\nA. B\n```',
      '# A. B\n| a. B |\n> A. B\n```\nA. B\n```',
    ],
    ['front matter stays', '---\na: B. C\n---\n\nOne. Two', '---\na: B. C\n---\n\nOne.\nTwo'],
    [
      'a number that would begin a list stays where it is',
      'It was in May. 7. was a Monday.',
      'It was in May. 7. was a Monday.',
    ],
  ])('%s', (_, page, formatted) => {
    expect(sentencePerLine(page)).toBe(formatted);
    expect(sentencePerLine(formatted)).toBe(formatted);
  });

  test('a sentence that is too long is broken after a clause, or stays as its author broke it', () => {
    const long = `${'word '.repeat(30).trim()}, ${'word '.repeat(30).trim()}.`;
    const broken = `${'word '.repeat(30).trim()},\n${'word '.repeat(30).trim()}.`;
    const own = `${'word '.repeat(10).trim()}\n${'word '.repeat(35).trim()}.`;

    expect(sentencePerLine(long)).toBe(broken);
    expect(sentencePerLine(own)).toBe(own);
  });
});
