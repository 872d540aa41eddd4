import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createPlatformLog } from '../../src/log/functionLog.ts';
import { readableStack } from '../../src/log/stackTrace.ts';

const root = mkdtempSync(join(tmpdir(), 'function-log-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let shown: string[] = [];
const terminal = { write: (text: string) => shown.push(text) };
beforeEach(() => {
  shown = [];
});
const newFile = () => join(mkdtempSync(join(root, 'logs-')), 'platform.log');

describe('the log of the platform', () => {
  test('keeps everything in its file and shows warnings and errors on the terminal', () => {
    const file = newFile();
    const log = createPlatformLog({ file, terminal, colour: false });

    log.write('INFO', 'order', 'GET /orders 200 3 ms');
    log.functionOutput(
      'createOrder',
      '{"level":"ERROR","message":"request failed","route":"POST /create-order"}',
      'stdout',
    );
    log.close();

    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => line.slice(25))).toEqual([
      'INFO  order  GET /orders 200 3 ms',
      'ERROR createOrder  request failed  route="POST /create-order"',
    ]);
    expect(shown.map((text) => text.slice(13))).toEqual([
      'ERROR createOrder  request failed  route="POST /create-order"\n',
    ]);
  });

  test('keeps metrics in the file alone, even where every level is shown', () => {
    const file = newFile();
    const log = createPlatformLog({ file, terminal, terminalLevel: 'TRACE', colour: false });

    log.functionOutput('createOrder', '{"_aws":{"Timestamp":1},"service":"order","OrdersPlaced":1}\n', 'stdout');
    log.close();

    expect(readFileSync(file, 'utf8')).toMatch(/INFO {2}createOrder {2}metrics {2}OrdersPlaced=1\n$/);
    expect(shown).toEqual([]);
  });

  test('shows a stack once on the terminal while it repeats itself, its line every time', () => {
    const log = createPlatformLog({ terminal, colour: false });
    const failed = () => Object.assign(new Error('down'), { stack: 'Error: down\n    at a (/srv/a.ts:1:2)' });

    for (let times = 0; times < 3; times += 1) log.write('ERROR', 'createOrder', 'failed', { error: failed() });

    const text = shown.join('');
    expect(text.match(/createOrder {2}failed/g)).toHaveLength(3);
    expect(text.match(/at a \(\/srv\/a\.ts:1:2\)/g)).toHaveLength(1);
  });

  test('takes no more than twice its limit of disk', () => {
    const file = newFile();
    const log = createPlatformLog({ file, maxBytes: 100_000 });

    for (let line = 0; line < 5_000; line += 1) log.write('INFO', 'order', 'x'.repeat(200));
    log.close();

    expect(existsSync(`${file}.1`)).toBe(true);
    // a flush of 64 kB is written whole
    expect(statSync(file).size).toBeLessThan(170_000);
    expect(statSync(`${file}.1`).size).toBeLessThan(170_000);
  });

  test('colours lines by severity on a terminal', () => {
    const log = createPlatformLog({ terminal, colour: true });

    log.write('WARN', 'order', 'slow');

    expect(shown.join('')).toContain('\u001b[33mWARN  order  slow\u001b[0m');
  });
});

describe('a stack', () => {
  test('leaves out frames of Node and of node_modules', () => {
    const stack = [
      'TypeError: no',
      '    at place (/srv/orderService/src/order.ts:3:4)',
      '    at async /srv/node_modules/@middy/core/index.js:9:9',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
      '    at async run (/srv/shared/src/http.ts:10:2)',
    ].join('\n');

    expect(readableStack(stack)).toBe(
      'TypeError: no\n    at place (/srv/orderService/src/order.ts:3:4)\n    at async run (/srv/shared/src/http.ts:10:2)',
    );
  });

  test('keeps three frames where all are of others', () => {
    const frames = [1, 2, 3, 4].map((line) => `    at f (/srv/node_modules/x/index.js:${line}:1)`);

    expect(readableStack(['Error: x', ...frames].join('\n'))).toBe(['Error: x', ...frames.slice(0, 3)].join('\n'));
  });

  test('without frames stays as it is', () => {
    expect(readableStack('Error: just this\nin two lines')).toBe('Error: just this\nin two lines');
  });
});
