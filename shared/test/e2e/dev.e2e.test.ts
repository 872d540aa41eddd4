import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { call, eventually } from '../../cli/shopClient.ts';
import { type PlatformProcess, startPlatformProcess, stopPlatformProcess } from '../../cli/withPlatform.ts';

const SECONDS = 1000;
const RELOAD_SECONDS = 90; // a second or four on an idle machine
const handlerFile = 'authService/src/handlers/resendCode.ts';
const httpFile = 'shared/src/http.ts';

/**
 * A copy of the sources in which a test may write: a stack that needs no other, and what all share. Packages of npm are the
 * repository's own.
 */
const copySources = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'sources-'));
  const filter = (path: string) => !['node_modules', 'test', '.serverless', 'graphql'].includes(basename(path));
  for (const name of ['authService', 'shared', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(name, join(root, name), { recursive: true, filter });
  }
  mkdirSync(join(root, 'node_modules', '@ecommerce'), { recursive: true });
  for (const name of ['shared', 'shared/platform', 'shared/test-provider'])
    symlinkSync(join(root, name), join(root, 'node_modules', '@ecommerce', basename(name)));
  for (const name of readdirSync('node_modules')) {
    if (name !== '@ecommerce') symlinkSync(resolve('node_modules', name), join(root, 'node_modules', name));
  }
  // What is packaged already need not be packaged once more.
  for (const kept of [join('.local', 'packages', 'authService'), join('.local', 'functions', 'authService')]) {
    if (existsSync(kept)) cpSync(kept, join(root, kept), { recursive: true, preserveTimestamps: true });
  }
  return root;
};

let root: string;
let platform: PlatformProcess;
let auth: string;

beforeAll(async () => {
  root = copySources();
  platform = await startPlatformProcess(join(root, 'data'), 0, ['--watch'], root);
  ({ auth } = JSON.parse(readFileSync(platform.file, 'utf8')));
}, 150 * SECONDS);
afterAll(async () => {
  await stopPlatformProcess(platform);
  rmSync(root, { recursive: true, force: true });
}, 30 * SECONDS);

const edit = (file: string, change: (text: string) => string) => {
  const before = readFileSync(join(root, file), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(join(root, file), after);
};
const resendCode = () => call<{ msg: string }>(`${auth}/resend-code`, { body: { fullName: 'Nobody' } });
const until = (what: string, look: () => Promise<boolean>) =>
  eventually(what, async () => ((await look()) ? true : undefined), RELOAD_SECONDS);
const prints = (text: string | RegExp, from: number) =>
  until(`the line ${text}`, async () => new RegExp(text).test(platform.output().slice(from)));

test('a saved file takes effect without a restart, an error keeps the old code and is shown, and stack traces show TypeScript lines', async () => {
  const { pid } = platform.process;

  edit(handlerFile, (text) => text.replace(/msg: '[^']+'/, "msg: 'Changed while it runs.'"));
  edit(httpFile, (text) => text.replace('There is no such route.', 'No such route any more.'));
  await until('the new answer', async () => (await resendCode()).body.msg === 'Changed while it runs.');
  expect((await call(`${auth}/nowhere`)).body).toMatchObject({ error: 'No such route any more.' });

  let before = platform.output().length;
  edit(handlerFile, (text) => text.replace('=> {', '=> {{{'));
  await prints('The code from before keeps running', before);
  expect(platform.output().slice(before)).toMatch(/authService: serverless package failed[\s\S]*resendCode\.ts:\d+/);
  expect((await resendCode()).body.msg).toBe('Changed while it runs.');

  before = platform.output().length;
  edit(handlerFile, (text) => text.replace('=> {{{', "=> {\n  if (body) throw new TypeError('thrown on purpose');"));
  const lines = readFileSync(join(root, handlerFile), 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes('on purpose')) + 1;
  await until('the failure', async () => (await resendCode()).status === 500);
  expect((await resendCode()).body).toEqual({
    msg: 'resend-code failed',
    error: 'Something went wrong on our side.',
    code: 'INTERNAL_ERROR',
    requestId: expect.any(String),
  });
  await prints(`TypeError: thrown on purpose[\\s\\S]*${handlerFile.replaceAll('.', '\\.')}:${line}:\\d+`, before);
  expect([platform.process.pid, platform.process.exitCode]).toEqual([pid, null]);
}, 400_000);
