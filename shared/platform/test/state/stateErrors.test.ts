import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSidecars } from '../../src/sidecars.ts';
import { openDatabase } from '../../src/state/database.ts';
import { diskFullMessage, isDiskFull, StateError, stateErrorOf } from '../../src/state/stateErrors.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'state-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const overwritten = (): Buffer => {
  const database = new DatabaseSync(':memory:');
  database.exec("CREATE TABLE t (x); INSERT INTO t VALUES ('y')");
  const file = join(mkdtempSync(join(tmpdir(), 'whole-')), 'whole.sqlite');
  database.exec(`VACUUM INTO '${file}'`);
  database.close();
  const bytes = readFileSync(file);
  return bytes.fill(0x5a, 4096, 6000);
};

describe('kept data that is damaged', () => {
  test.each([
    ['a file that is no database', Buffer.from('no database at all, but long enough to be looked at'.repeat(20))],
    ['a database of which a part is overwritten', overwritten()],
  ])('is named, with what to do: %s', (_, content) => {
    writeFileSync(join(directory, 'cognito.sqlite'), content);

    const open = () => openDatabase(directory, 'cognito.sqlite');

    expect(open).toThrow(StateError);
    expect(open).toThrow(
      /cognito\.sqlite is damaged\. Put back a copy of it, or begin anew with "npm start -- --fresh"/,
    );
  });

  test('is named where a sidecar keeps it', async () => {
    const start = async (): Promise<never> => {
      throw Object.assign(new SyntaxError('Unexpected end of JSON input'), { path: 'state/board/notes.json' });
    };

    const starting = startSidecars([{ name: 'board', portOffset: 11, start }], { ports: {}, directory });

    await expect(starting).rejects.toThrow(StateError);
    await expect(starting).rejects.toThrow('state/board/notes.json is damaged');
  });
});

test('what may not be read is named', () => {
  const refused = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });

  expect(stateErrorOf('state/x.sqlite', refused)).toMatchObject({
    name: 'StateError',
    message: expect.stringContaining('state/x.sqlite cannot be read and written'),
  });
});

describe('a full disk', () => {
  const full = new DatabaseSync(':memory:');
  afterAll(() => full.close());
  const writeUntilFull = () => {
    full.exec('PRAGMA max_page_count = 2; CREATE TABLE t (x)');
    full.exec(`INSERT INTO t VALUES ('${'x'.repeat(20_000)}')`);
  };
  const errorOf = (work: () => void): unknown => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };

  test('is known, whoever says so: SQLite, LevelDB, the operating system', () => {
    expect(isDiskFull(errorOf(writeUntilFull))).toBe(true);
    expect(isDiskFull(new Error('x', { cause: new Error('IO error: a.ldb: No space left on device') }))).toBe(true);
    expect(isDiskFull(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toBe(true);
    expect(isDiskFull(new Error('something else'))).toBe(false);
  });

  test('is told with what to do', () => {
    expect(diskFullMessage('.local')).toMatch(/^The disk that holds \.local is full\. Make room .* then start again/);
  });
});
