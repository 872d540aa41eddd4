import { randomUUID } from 'node:crypto';
import { DynamoDBClient, paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type ReservationOutcome, ReserveStockOutput } from '@ecommerce/shared/productFunctions.ts';
import { localClient } from '../cli/platformTarget.ts';
import { withBenchPlatform } from './benchPlatform.ts';
import { tableName, writeApprovedProducts } from './shop.ts';
import { median, percentile } from './statistics.ts';
import { figure, type Table, verdict } from './table.ts';

/** Number of concurrent calls of `reserveStock`. */
const CONSUMERS = 4;
/** How long a transaction locks its rows: about as long as one takes on AWS. */
const TRANSACTION_MS = 10;
const ROUNDS = 3;

/** Orders of one unit of the same product: the number of orders in each call, and the target in units per second. */
const CASES = [
  { size: 1, orders: 100 },
  { size: 10, orders: 1_000, aim: 500 },
  { size: 50, orders: 4_000, aim: 1_000 },
];
const UNITS = 10_000;
const BUYERS = 20_000;

/** Measures how many units per second one product can sell, also in a rush that sells it out. */
export const benchStock = (progress: (text: string) => void): Promise<Table[]> =>
  withBenchPlatform(
    async ({ addresses }) => {
      const shop = {
        dynamodb: new DynamoDBClient(localClient(addresses, 'dynamodb')),
        lambda: new LambdaClient(localClient(addresses, 'lambda')),
      };
      await rush(shop, { size: 10, orders: 500 }); // to warm up
      const runs: (Rush & { size: number })[] = [];
      for (let round = 1; round <= ROUNDS; round += 1)
        for (const { size, orders } of CASES) {
          progress(`${size} orders a call, round ${round}`);
          runs.push({ size, ...(await rush(shop, { size, orders })) });
        }
      progress(`${figure(BUYERS)} buyers`);
      const soldOut = await rush(shop, { size: 50, orders: BUYERS, units: UNITS });
      shop.dynamodb.destroy();
      shop.lambda.destroy();
      return [toTable(runs, soldOut)];
    },
    ['--transaction-ms', String(TRANSACTION_MS)],
  );

type Shop = { dynamodb: DynamoDBClient; lambda: LambdaClient };
type Rush = {
  sold: number;
  refused: number;
  seconds: number;
  /** Duration of each call, in milliseconds. */
  calls: number[];
  /** Orders that needed another call. */
  busy: number;
  /** Whether the remaining stock and the reservations add up to the initial stock. */
  exact: boolean;
};

/** Sells one product to many buyers of one unit. */
const rush = async (
  { dynamodb, lambda }: Shop,
  { size, orders, units = 1_000_000 }: { size: number; orders: number; units?: number },
): Promise<Rush> => {
  const [productId = ''] = await writeApprovedProducts(dynamodb, 1);
  const stock = { TableName: tableName('productService', 'Stock'), Key: { variantId: { S: productId } } };
  await dynamodb.send(
    new UpdateItemCommand({
      ...stock,
      UpdateExpression: 'SET available = :units',
      ExpressionAttributeValues: { ':units': { N: String(units) } },
    }),
  );
  const waiting: string[] = Array.from({ length: orders }, () => randomUUID());
  const counts: Record<ReservationOutcome, number> = {
    ...{ reserved: 0, insufficientStock: 0, productUnavailable: 0, released: 0, busy: 0 },
  };
  const calls: number[] = [];
  const consume = async (): Promise<void> => {
    for (let batch = waiting.splice(0, size); batch.length > 0; batch = waiting.splice(0, size)) {
      const started = performance.now();
      for (const { orderId, outcome } of await reserve(lambda, productId, batch)) {
        counts[outcome] += 1;
        if (outcome === 'busy') waiting.push(orderId);
      }
      calls.push(performance.now() - started);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: CONSUMERS }, consume));
  const seconds = (performance.now() - started) / 1000;
  const { Attributes } = await dynamodb.send(
    new UpdateItemCommand({
      ...stock,
      UpdateExpression: 'REMOVE sellable',
      ReturnValues: 'ALL_NEW',
    }),
  );
  const left = Number(Attributes?.available?.N);
  const { reserved: sold, insufficientStock: refused, busy } = counts;
  const exact =
    left >= 0 && left + sold === units && sold + refused === orders && (await held(dynamodb, productId)) === sold;
  return { sold, refused, seconds, calls, busy, exact };
};

const reserve = async (lambda: LambdaClient, productId: string, orderIds: string[]) => {
  const orders = orderIds.map((orderId) => ({ orderId, correlationId: 'bench', items: [{ productId, quantity: 1 }] }));
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({
      FunctionName: tableName('productService', 'reserveStock'),
      Payload: JSON.stringify({ orders }),
    }),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString());
  if (FunctionError) throw new Error(`reserveStock failed: ${JSON.stringify(answer)}`);
  return ReserveStockOutput.parse(answer);
};

/** Returns the units of a product that are reserved. */
const held = async (dynamodb: DynamoDBClient, productId: string): Promise<number> => {
  let units = 0;
  const pages = paginateScan({ client: dynamodb }, { TableName: tableName('productService', 'StockReservations') });
  for await (const { Items = [] } of pages) {
    for (const { items } of Items.map((row) => unmarshall(row)))
      for (const line of items) if (line.productId === productId) units += line.quantity;
  }
  return units;
};

const toTable = (runs: (Rush & { size: number })[], soldOut: Rush): Table => {
  const unitsPerSecond = ({ sold, seconds }: Rush) => sold / seconds;
  const cases = CASES.map(({ size, aim }) => {
    const ofSize = runs.filter((run) => run.size === size);
    return { size, aim, ofSize, rate: median(ofSize.map(unitsPerSecond)) };
  });
  const rows = cases.map(({ size, ofSize, rate }) => {
    const calls = ofSize.flatMap((run) => run.calls);
    const busy = ofSize.reduce((sum, run) => sum + run.busy, 0);
    return [
      size === 1 ? 'one order a call' : `${size} orders a call`,
      ...[
        rate,
        rate / (cases[0]?.rate ?? rate),
        rate / size,
        percentile(calls, 0.5),
        percentile(calls, 0.99),
        busy,
      ].map(figure),
    ];
  });
  const exact = [...runs, soldOut].every((run) => run.exact);
  const aims = cases.flatMap(({ size, aim, rate }) =>
    aim === undefined ? [] : [`${figure(aim)} units/s with ${size} orders a call, ${verdict(rate >= aim)}`],
  );
  return {
    title: 'Stock',
    columns: ['one product, orders of one unit', 'units/s', '× one order', 'calls/s', 'p50 ms', 'p99 ms', 'busy'],
    rows,
    notes: [
      `Median of ${ROUNDS} rounds by ${CONSUMERS} consumers, each calling reserveStock as soon as its last call is answered, in turns; a transaction holds its rows for ${TRANSACTION_MS} ms, and what meets it there conflicts. Busy: orders whose conflicts outlasted the attempts, which were called for again.`,
      `${figure(BUYERS)} buyers of ${figure(UNITS)} units, 50 a call: ${figure(soldOut.sold)} sold, ${figure(soldOut.refused)} refused, in ${figure(soldOut.seconds)} s. What is left and what reservations hold add up ${exact ? 'exactly, in every run' : 'WRONGLY'}.`,
      `Aim: at least ${aims.join('; ')}.`,
    ],
  };
};
