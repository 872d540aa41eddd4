import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localClient } from '../cli/platformTarget.ts';
import { residentMemory, withBenchPlatform } from './benchPlatform.ts';
import { CLIENTS, customers } from './clients.ts';
import { placeOrders } from './placeOrders.ts';
import { writeApprovedProducts } from './shop.ts';
import { figure, type Table, verdict } from './table.ts';

const ORDERS = 1_000;
const PRODUCTS = 20;
const SETTLE_MS = 3_000;
const REST_MS = 20_000;
const LOOK_MS = 250;
const AIMED_IDLE_MIB = 400;

/** Measures the resident memory of the platform's process before, during and after a thousand orders. */
export const benchMemory = (progress: (text: string) => void): Promise<Table[]> =>
  withBenchPlatform(async ({ addresses, residentMemory: now }) => {
    await sleep(SETTLE_MS);
    const idle = now();
    progress(`${ORDERS} orders`);
    const dynamodb = new DynamoDBClient(localClient(addresses, 'dynamodb'));
    const shop = { customers: await customers(addresses), products: await writeApprovedProducts(dynamodb, PRODUCTS) };
    let highest = idle;
    const looking = setInterval(() => {
      highest = Math.max(highest, now());
    }, LOOK_MS);
    await placeOrders(addresses, dynamodb, { ...shop, count: ORDERS }).finally(() => clearInterval(looking));
    dynamodb.destroy();
    progress('at rest');
    await sleep(REST_MS);
    return [toTable({ idle, highest, rest: now(), bare: await bareMemory() })];
  });

/** Measures a Node process with nothing but a server, in MiB. */
const bareMemory = async (): Promise<number> => {
  const child = fork(new URL('bareServer.ts', import.meta.url), { execArgv: [] });
  child.send({ headers: {}, body: '' });
  await once(child, 'message');
  const memory = residentMemory(child.pid ?? 0);
  child.kill();
  return memory;
};

const toTable = ({ idle, highest, rest, bare }: Record<'idle' | 'highest' | 'rest' | 'bare', number>): Table => {
  const met = Math.max(idle, rest) < AIMED_IDLE_MIB;
  return {
    title: 'Memory',
    columns: ['resident memory', 'MiB'],
    rows: [
      ['platform, idle after its start', figure(idle)],
      [`platform, highest during ${figure(ORDERS)} orders of ${CLIENTS} clients`, figure(highest)],
      [`platform, idle ${REST_MS / 1000} s after them`, figure(rest)],
      ['bare Node process with a server', figure(bare)],
    ],
    notes: [`Aim: under ${AIMED_IDLE_MIB} MiB idle, before and after the load, ${verdict(met)}.`],
  };
};
