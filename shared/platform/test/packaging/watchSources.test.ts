import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { watchSources } from '../../src/packaging/watchSources.ts';

let root: string;
let changes: number;
let watching: ReturnType<typeof watchSources>;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watch-'));
  for (const folder of ['noteService/src/handlers', 'shared/src', 'shared/serverless']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  write('noteService/src/handlers/a.ts');
  changes = 0;
  const onChange = async () => {
    changes += 1;
  };
  watching = watchSources({
    root,
    stacks: [{ name: 'noteService', folder: 'noteService', sharedSources: ['shared/src', 'shared/serverless'] }],
    onChange,
  });
});
afterEach(() => {
  watching.close();
  rmSync(root, { recursive: true, force: true });
});

const write = (file: string) => writeFileSync(join(root, file), `${Math.random()}`);

/** How many changes were told of, once there is one (or after a while without any). */
const settled = async (): Promise<number> => {
  for (const end = Date.now() + 500; changes === 0 && Date.now() < end; ) await sleep(10);
  await sleep(100);
  const seen = changes;
  changes = 0;
  return seen;
};

test('several writes in a row are one change', async () => {
  write('noteService/src/handlers/a.ts');
  write('noteService/src/handlers/a.ts');
  write('shared/src/b.ts');

  expect(await settled()).toBe(1);
});

test('a file that an editor replaces stays watched', async () => {
  for (let round = 0; round < 3; round += 1) {
    write('noteService/src/handlers/.a.ts.swap');
    renameSync(join(root, 'noteService/src/handlers/.a.ts.swap'), join(root, 'noteService/src/handlers/a.ts'));
    expect(await settled()).toBe(1);
  }
  write('noteService/src/handlers/a.ts');
  expect(await settled()).toBe(1);
});

test('a file in a new folder is seen', async () => {
  mkdirSync(join(root, 'noteService/src/new'));
  await settled();

  write('noteService/src/new/c.ts');

  expect(await settled()).toBe(1);
});

test('the template counts, other files beside it do not', async () => {
  write('noteService/README.md');
  expect(await settled()).toBe(0);

  write('noteService/serverless.yml');
  expect(await settled()).toBe(1);
});
