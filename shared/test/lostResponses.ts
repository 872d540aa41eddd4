import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@ecommerce/platform/dynamodb';
import { afterAll, afterEach, expect, jest, test } from '@jest/globals';
import { writesIn } from '../checks/storeWrites.ts';

/** One write of a store, as it is called. Each run begins with empty tables. */
export type WriteCase = {
  /** The exported function, by its module: `orderStore.claimMail`. */
  of: string;
  /** What this case is about, where a function has several. */
  when?: string;
  /** What must be in the tables before; `act` is given what it answers. */
  prepare?: () => Promise<unknown>;
  /** Calls the function; its answer must be the same whether the response was lost or not. */
  act: (prepared: never) => Promise<unknown>;
};

/** A case, with what `prepare` answers known to `act`. */
export const writeCase = <Prepared>(
  of: string,
  {
    prepare,
    act,
    when,
  }: { prepare?: () => Promise<Prepared>; act: (prepared: Prepared) => Promise<unknown>; when?: string },
): WriteCase => ({ of, act, ...(prepare ? { prepare } : {}), ...(when === undefined ? {} : { when }) });

/** Tables by their names, with their keys: `id`, or `term+position` where there is a sort key. */
type Tables = Record<string, string>;

/** Makes the tables on a server of the test file's own, to be called before a store is imported. */
export const startTables = async (tables: Tables): Promise<void> => {
  const server = await startDynamoDb({ port: 0 });
  process.env.AWS_ENDPOINT_URL_DYNAMODB = server.url;
  afterAll(() => server.close());
  const client = new DynamoDBClient({});
  for (const [TableName, keys] of Object.entries(tables)) {
    const names = keys.split('+');
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
      }),
    );
  }
  client.destroy();
};

const WRITES = /^(Put|Update|Delete|BatchWrite|TransactWrite)Items?Command$/;

/**
 * Loses the response to writes: each is made, then its connection breaks, and the SDK tries again. Below the SDK's own retries, as a network is.
 *
 * @returns begins to lose the first response of each call, or none; and how many were lost
 */
export const losing = (client: DynamoDBDocumentClient) => {
  let active = false;
  let lost = 0;
  let between = async () => {};
  const seen = new WeakSet<object>();
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args);
        if (!active || !WRITES.test(commandName) || seen.has(args.input)) return result;
        seen.add(args.input);
        lost += 1;
        await between();
        throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      },
    { name: 'loseResponses', step: 'finalizeRequest', priority: 'low' }, // below the middleware that retries
  );
  return {
    /** @param meanwhile happens after the write, and before it is sent again */
    start: (meanwhile?: () => Promise<void>) => {
      active = true;
      lost = 0;
      between = async () => {
        active = false;
        await meanwhile?.();
        active = true;
      };
    },
    stop: () => {
      active = false;
      return lost;
    },
  };
};

/**
 * Makes a test of each case, and one that names the functions of a folder that write and have no case: losing a response changes neither
 * what the store's function answers nor what is in the tables.
 *
 * @param folder whose stores these are: `orderService/src`
 */
export const testLostResponses = (
  folder: string,
  client: DynamoDBDocumentClient,
  tables: Tables,
  cases: WriteCase[],
): void => {
  const loss = losing(client);

  afterEach(() => {
    jest.useRealTimers();
  });

  const run = async ({ prepare, act }: WriteCase, isLost: boolean) => {
    await emptyTables(client, tables);
    const prepared = await prepare?.();
    if (isLost) loss.start();
    const answer = await act(prepared as never).then(
      (value) => ({ value }),
      (error: Error) => ({ error: `${error.name}: ${error.message}` }),
    );
    return { lost: loss.stop(), answer: comparable(answer), rows: comparable(await rowsOf(client, tables)) };
  };

  test.each(cases.map((one) => ({ name: [one.of, one.when].filter(Boolean).join(', '), one })))(
    '$name: a lost response changes nothing',
    async ({ one }) => {
      jest.useFakeTimers({ now: Date.now(), doNotFake: [...NOT_THE_CLOCK] });

      const once = await run(one, false);
      const retried = await run(one, true);

      expect(retried.lost).toBeGreaterThan(0);
      expect({ answer: retried.answer, rows: retried.rows }).toEqual({ answer: once.answer, rows: once.rows });
    },
  );

  test('each function that writes has a case', () => {
    const covered = new Set(cases.map(({ of }) => of));
    const missing = writesIn('.', folder).filter((write) => !covered.has(write));

    if (missing.length > 0) throw new Error(`${missing.join(', ')}: ${HOW_TO_ADD}`);
  });
};

const HOW_TO_ADD = `writes to DynamoDB, and no case says that it recognises its own earlier attempt. The SDK sends a write again when its response is lost.
Add writeCase('module.function', { prepare, act }) to lostResponses.integration.test.ts of the service: \`prepare\` fills the tables, \`act\` calls the function.
If the case then fails, write by putOnce, updateOnce or deleteOnce of shared/src/writeOnce.ts, or give a transaction a ClientRequestToken.`;

/** Of the timers, only the clock stands still. */
export const NOT_THE_CLOCK = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

const rowsOf = async (client: DynamoDBDocumentClient, tables: Tables) => {
  const found: Record<string, unknown[]> = {};
  for (const [TableName, keys] of Object.entries(tables)) {
    const keyOf = (row: Record<string, unknown>) =>
      keys
        .split('+')
        .map((key) => row[key])
        .join(' ');
    const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
    found[TableName] = Items.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  }
  return found;
};

const emptyTables = async (client: DynamoDBDocumentClient, tables: Tables): Promise<void> => {
  for (const [TableName, keys] of Object.entries(tables)) {
    const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
    for (const item of Items) {
      const Key = Object.fromEntries(keys.split('+').map((key) => [key, item[key]]));
      await client.send(new DeleteCommand({ TableName, Key }));
    }
  }
};

/** Without what differs from one run to the next: random ids, and the notes by which a row knows its last writes. */
const comparable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (name, inner) => (/^recentWrite\d$/.test(name) ? undefined : inner)).replace(
      /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
      'uuid',
    ),
  );
