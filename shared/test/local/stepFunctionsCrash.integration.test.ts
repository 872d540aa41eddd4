import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startProcess } from './crashingProcess.ts';
import { connect } from './stepFunctionsSetting.ts';

let directory: string;
let kills: (() => Promise<void>)[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'step-functions-'));
});
afterEach(async () => {
  await Promise.all(kills.map((kill) => kill()));
  kills = [];
  await rm(directory, { recursive: true, force: true });
});

const startStepFunctions = async () => {
  const { url, kill } = await startProcess('stepFunctionsProgram.ts', directory);
  const connection = connect(url);
  let isKilled = false;
  const end = async () => {
    if (isKilled) return;
    isKilled = true;
    connection.client.destroy();
    await kill();
  };
  kills.push(end);
  return { ...connection, kill: end };
};
const openGate = () => writeFile(join(directory, 'open'), '');
const calls = async (name: string): Promise<string[]> => {
  const text = await readFile(join(directory, 'calls'), 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line.startsWith(`${name} `));
};
const callsOf = async (name: string, count: number): Promise<string[]> => {
  for (let waited = 0; waited < 10_000; waited += 10) {
    const found = await calls(name);
    if (found.length >= count) return found;
    await setTimeout(10);
  }
  throw new Error(`${name} was not called ${count} times.`);
};

test('after a kill, every running execution goes on from the state it was in, with that state’s input', async () => {
  const killed = await startStepFunctions();
  const names = Array.from({ length: 20 }, (_, count) => `order-${count}`);
  const arns = await Promise.all(names.map((name) => killed.start('order', { name }, name)));
  await callsOf('gate', 20);
  await killed.kill();
  await openGate();

  const revived = await startStepFunctions();
  const executions = await Promise.all(arns.map(revived.finished));

  expect(executions.map(({ status, output }) => [status, JSON.parse(output ?? '')])).toEqual(
    names.map((name) => ['SUCCEEDED', { name, first: { by: 'first' }, gate: { by: 'gate' }, last: { by: 'last' } }]),
  );
  expect([await calls('first'), await calls('gate'), await calls('last')].map(({ length }) => length)).toEqual([
    20, 40, 20,
  ]);
  const events = await revived.events(arns[0]);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'TaskStateEntered')).toHaveLength(3);
});

test('an execution that was only just accepted is not lost, and names stay taken', async () => {
  const killed = await startStepFunctions();
  await openGate();
  await killed.finished(await killed.start('order', { a: 1 }, 'closed'));
  const accepted = await killed.start('order', { a: 2 }, 'accepted');
  await killed.kill();

  const revived = await startStepFunctions();

  expect(await revived.finished(accepted)).toMatchObject({ status: 'SUCCEEDED' });
  for (const [name, a] of Object.entries({ closed: 1, accepted: 2 })) {
    await expect(revived.start('order', { a }, name)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  }
});

test('an execution that runs again answers a second start with the same input', async () => {
  const killed = await startStepFunctions();
  const arn = await killed.start('order', { a: 1 }, 'running');
  await killed.kill();
  const revived = await startStepFunctions();

  expect(await revived.start('order', { a: 1 }, 'running')).toBe(arn);
  await expect(revived.start('order', { a: 2 }, 'running')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
});

test('a task token outlives a kill, and so does a callback that was accepted', async () => {
  const first = await startStepFunctions();
  const arn = await first.start('callback');
  const [line = ''] = await callsOf('ask', 1);
  const { token: taskToken } = JSON.parse(line.slice('ask '.length));
  await setTimeout(50);
  await first.kill();

  const second = await startStepFunctions();
  const request = new SendTaskSuccessCommand({ taskToken, output: '{"paid":true}' });
  await second.client.send(request);
  await second.kill();
  await openGate();
  const third = await startStepFunctions();

  expect(await third.finished(arn)).toMatchObject({
    status: 'SUCCEEDED',
    output: '{"paid":true,"gate":{"by":"gate"}}',
  });
  expect(await calls('ask')).toHaveLength(1);
  await expect(third.client.send(request)).rejects.toMatchObject({ name: 'TaskTimedOut' });
});

test('a wait that was under way ends when it would have ended', async () => {
  const killed = await startStepFunctions();
  const arn = await killed.start('waiting');
  await setTimeout(3000);
  await killed.kill();

  const { startDate, stopDate } = await (await startStepFunctions()).finished(arn);

  const waited = Number(stopDate) - Number(startDate);
  expect(waited).toBeGreaterThan(3900);
  expect(waited).toBeLessThan(6900); // begun anew, it would have taken seven seconds
});

test('a callback that was waited for is overdue when it would have been, and no later', async () => {
  const killed = await startStepFunctions();
  const arn = await killed.start('limited');
  await callsOf('ask', 1);
  await setTimeout(3000);
  await killed.kill();

  const revived = await startStepFunctions();
  const { startDate, stopDate, output } = await revived.finished(arn);

  const waited = Number(stopDate) - Number(startDate);
  expect(output).toBe('"late"');
  expect(waited).toBeGreaterThan(3900);
  expect(waited).toBeLessThan(6900); // measured anew, it would have taken seven seconds
  expect(await calls('ask')).toHaveLength(1);
  expect((await revived.events(arn)).map(({ type }) => type)).toContain('TaskTimedOut');
});

test('a heartbeat that is missed is measured from the restart', async () => {
  const killed = await startStepFunctions();
  const arn = await killed.start('beating');
  await callsOf('ask', 1);
  await setTimeout(2000);
  await killed.kill();
  const restarted = Date.now();

  const { stopDate, output } = await (await startStepFunctions()).finished(arn);

  expect(output).toBe('"late"');
  expect(Number(stopDate) - restarted).toBeGreaterThan(2900);
});

test('a token of a version that did not write down its age is still good', async () => {
  const token = 'a'.repeat(64);
  const old = new DatabaseSync(join(directory, 'stepFunctions.sqlite'));
  old.exec(`
    CREATE TABLE tokens (
      token TEXT PRIMARY KEY, execution INTEGER NOT NULL, state TEXT NOT NULL, submitted INTEGER NOT NULL DEFAULT 0, outcome TEXT);
    INSERT INTO tokens (token, execution, state) VALUES ('${token}', 1, 'Ask');
  `);
  old.close();

  const { client } = await startStepFunctions();

  const request = new SendTaskSuccessCommand({ taskToken: token, output: '1' });
  expect(await client.send(request)).toBeDefined();
});
