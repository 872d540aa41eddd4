import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { order, type Setting, startSetting } from '../../test-provider/test/setting.ts';

let setting: Setting;
let directory: string;
beforeAll(async () => {
  setting = await startSetting();
  directory = await mkdtemp(join(tmpdir(), 'pay-'));
  const api = 'http://127.0.0.1:1';
  const apis = { auth: api, banner: api, category: api, product: api, order: api };
  const file = { ...apis, payments: setting.provider.url, aws: { region: 'eu-west-1' } };
  await writeFile(join(directory, 'platform.json'), JSON.stringify(file));
});
afterAll(async () => {
  await setting.close();
  await rm(directory, { recursive: true });
});

const program = fileURLToPath(new URL('../../cli/pay.ts', import.meta.url));
const pay = (...args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, PLATFORM_FILE: join(directory, 'platform.json') };
    execFile(process.execPath, ['--no-warnings', program, ...args], { env }, (error, out, errors) =>
      resolve({ code: error ? Number(error.code) : 0, output: `${out}${errors}`.trim() }),
    );
  });

test('declines with --fail, pays afterwards, and prints the shop’s response', async () => {
  const { id } = await setting.stripe.paymentIntents.create(order('cli'));

  const declined = await pay('cli', '--fail');
  const paid = await pay('cli');
  const again = await pay('cli');

  expect(declined).toEqual({
    code: 0,
    output:
      'Declined 12.50 EUR: Your card was declined.\nThe shop has processed the payment event (its webhook returned 200).',
  });
  expect(paid).toEqual({
    code: 0,
    output: 'Paid 12.50 EUR.\nThe shop has processed the payment event (its webhook returned 200).',
  });
  expect(again).toEqual({ code: 1, output: 'The order cli has been paid already: 12.50 EUR.' });
  expect((await setting.stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
});

test('explains clearly why it does not pay', async () => {
  const { id } = await setting.stripe.paymentIntents.create(order('off'));
  await setting.stripe.paymentIntents.cancel(id);

  expect(await pay('off')).toEqual({ code: 1, output: 'The payment of order off (12.50 EUR) has been cancelled.' });
  expect((await pay('none')).output).toMatch(/^There is no order none to pay/);
  expect(await pay()).toMatchObject({ code: 2, output: expect.stringContaining('Usage: npm run pay') });
});
