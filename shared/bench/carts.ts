import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { localClient, type PlatformFile } from '../cli/platformTarget.ts';
import { type Account, call } from '../cli/shopClient.ts';
import { withBenchPlatform } from './benchPlatform.ts';
import { byClients, CLIENTS, customers } from './clients.ts';
import { tableName, writeApprovedProducts } from './shop.ts';
import { median, percentile } from './statistics.ts';
import { figure, type Table } from './table.ts';

const PRODUCTS = 20;
/** Products in each cart; every answer contains all of them with current prices. */
const LINES = 5;
const OPERATIONS = 480;
const ROUNDS = 3;

type Request = { method: string; path: string; body?: object };

/** The measured operations, each on a cart of five products. */
const OPERATIONS_OF: Record<string, (id: string) => Request> = {
  'GET /cart': () => ({ method: 'GET', path: '' }),
  'POST /cart': (id) => ({ method: 'POST', path: '', body: { id, qty: 1 } }),
  'PUT /cart/{id}': (id) => ({ method: 'PUT', path: `/${id}`, body: { qty: 2 } }),
};

type Round = { rate: number; waits: number[]; bare: number };

/** Measures cart operations per second, each client with its own cart, compared with the calls to AWS that an operation makes. */
export const benchCarts = (progress: (text: string) => void): Promise<Table[]> =>
  withBenchPlatform(async ({ addresses }) => {
    const client = new DynamoDBClient(localClient(addresses, 'dynamodb'));
    const lambda = new LambdaClient(localClient(addresses, 'lambda'));
    progress('accounts and products');
    const products = (await writeApprovedProducts(client, PRODUCTS)).slice(0, LINES);
    const buyers = await customers(addresses);
    const bare = bareOperation(DynamoDBDocumentClient.from(client), lambda, products);
    for (const id of products)
      await Promise.all(
        buyers.map((buyer) => operate(addresses, buyer, { method: 'PUT', path: `/${id}`, body: { qty: 1 } })),
      );
    const rounds = new Map<string, Round[]>(Object.keys(OPERATIONS_OF).map((what) => [what, []]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [what, requestOf] of Object.entries(OPERATIONS_OF)) {
        progress(`${round === 0 ? 'warm-up' : `round ${round} of ${ROUNDS}`}, ${what}`);
        const own = await timed(
          (index, buyer) => operate(addresses, buyer, requestOf(products[index % LINES] ?? '')),
          buyers,
        );
        const others = await timed(bare, buyers);
        if (round > 0) rounds.get(what)?.push({ ...own, bare: others.rate });
      }
    }
    client.destroy();
    lambda.destroy();
    return [toTable(rounds)];
  });

const operate = async (
  { order }: PlatformFile,
  { idToken }: Account,
  { method, path, body }: Request,
): Promise<void> => {
  const { status } = await call(`${order}/cart${path}`, { method, token: idToken, ...(body ? { body } : {}) });
  if (status !== 200) throw new Error(`${method} /cart: ${status}`);
};

/** Makes the calls to AWS that a change of a cart needs: one write of a similar row, and one call of `readProducts`. */
const bareOperation =
  (dynamodb: DynamoDBDocumentClient, lambda: LambdaClient, products: string[]) =>
  async (_: number, buyer: Account): Promise<void> => {
    await lambda.send(
      new InvokeCommand({
        FunctionName: tableName('productService', 'readProducts'),
        Payload: JSON.stringify({ productIds: products, correlationId: 'bench' }),
      }),
    );
    await dynamodb.send(
      new UpdateCommand({
        TableName: tableName('orderService', 'Carts'),
        Key: { customerId: `bench ${buyer.email}` },
        UpdateExpression: 'SET updatedAt = :now ADD version :one',
        ExpressionAttributeValues: { ':now': new Date().toISOString(), ':one': 1 },
        ReturnValues: 'ALL_NEW',
      }),
    );
  };

/** Repeats `work`, each client one after another; returns the rate per second and the milliseconds of each run. */
const timed = async (work: (index: number, buyer: Account) => Promise<void>, buyers: Account[]) => {
  const waits: number[] = [];
  const started = performance.now();
  await byClients(buyers, OPERATIONS, async (index, buyer) => {
    const begun = performance.now();
    await work(index, buyer);
    waits.push(performance.now() - begun);
  });
  return { rate: OPERATIONS / ((performance.now() - started) / 1000), waits };
};

const toTable = (rounds: Map<string, Round[]>): Table => ({
  title: 'Carts',
  columns: ['operation', 'operations/s', 'p50 ms', 'p99 ms', 'bare AWS calls/s'],
  rows: [...rounds].map(([what, own]) => {
    const waits = own.flatMap((round) => round.waits);
    const figures = [median(own.map(({ rate }) => rate)), percentile(waits, 0.5), percentile(waits, 0.99)];
    return [what, ...[...figures, median(own.map(({ bare }) => bare))].map(figure)];
  }),
  notes: [
    `Median of ${ROUNDS} rounds of ${OPERATIONS} operations by ${CLIENTS} clients after one to warm up, each client with a cart of ${LINES} products. Bare AWS calls, in turns with the rounds: one call of readProducts for as many products and one write of a row, by the SDK against the same endpoints.`,
  ],
});
