import { createServer } from 'node:http';
import { listenOnLoopback } from '../http/loopbackServer.ts';
import { Catalogue } from './dynamodb/catalogue.ts';
import { ItemHolds } from './dynamodb/itemHolds.ts';
import { dataOperations, type Operation } from './dynamodb/operations.ts';
import { RequestTokens } from './dynamodb/requestTokens.ts';
import type { State } from './dynamodb/store.ts';
import { TableStreams } from './dynamodb/streams/tableStreams.ts';
import { finishTables, tableOperations } from './dynamodb/tables.ts';
import { deleteExpired, timeToLiveOperations } from './dynamodb/timeToLive.ts';
import { transactGetItems, transactWriteItems } from './dynamodb/transactions.ts';
import { listener } from './dynamodb/wire.ts';
import { openDatabase, WriteQueue } from './dynamodb/writeQueue.ts';

export type { StreamRecord } from './dynamodb/streams/streamRecord.ts';
export type { StreamReader } from './dynamodb/streams/tableStreams.ts';

export type DynamoDbOptions = {
  /** 0 for any free one. */
  port: number;
  /** Where the data lives; in memory without it. One process at a time may hold it. */
  directory?: string;
  /** What appears in the ARNs of tables. */
  region?: string;
  accountId?: string;
  /** How often expired items, and stream records that nobody needs any more, are looked for. */
  sweepIntervalMs?: number;
  /** How long a transaction holds its items, in milliseconds: what meets it there conflicts. 4 by default; at 0 nothing ever conflicts. */
  transactionMs?: number;
};

const longerThanAnyClientKeepsAConnection = 10 * 60_000;

export type LocalDynamoDb = {
  url: string;
  /**
   * The stream of a table, from where `consumer` left it. This is all there is of DynamoDB Streams: it has no endpoint.
   * @throws ResourceNotFoundException
   */
  openStream: TableStreams['open'];
  close(): Promise<void>;
};

/**
 * DynamoDB for the AWS SDK on 127.0.0.1: dynalite's operations on a storage of our own, with transactions and their conflicts, time to live,
 * indexes added later, streams, and the old item of a failed condition. What was acknowledged outlives a killed process, and what
 * a killed process leaves is never half a request. Rejects when the port or the directory is in use.
 */
export const startDynamoDb = async (options: DynamoDbOptions): Promise<LocalDynamoDb> => {
  const { port, directory, region = 'eu-west-1', accountId = '000000000000', sweepIntervalMs = 30_000 } = options;
  const holds = new ItemHolds(options.transactionMs ?? 4);
  const database = await openDatabase(directory);
  const catalogue = await Catalogue.load(database);
  const queue = new WriteQueue(database);
  const streams = await TableStreams.load(database, queue, catalogue);
  const state: State = { database, catalogue, queue, streams, holds, place: { region, accountId } };
  const tokens = await RequestTokens.load(database);
  await finishTables(state);

  const server = createServer(listener(operationsOf(state, tokens), region));
  server.keepAliveTimeout = longerThanAnyClientKeepsAConnection;
  const url = await listenOnLoopback(server, port).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const stopSweeping = sweepRegularly(state, tokens, sweepIntervalMs);

  const close = async (): Promise<void> => {
    const idle = setInterval(() => server.closeIdleConnections(), 20); // clients keep theirs open
    await new Promise<void>((resolve) => server.close(() => resolve()));
    clearInterval(idle);
    await stopSweeping();
    await state.queue.written();
    await database.close();
  };
  return { url, openStream: (place) => streams.open(place), close };
};

const operationsOf = (state: State, tokens: RequestTokens): ((name: string) => Operation | undefined) => {
  const data = dataOperations(state);
  const others = new Map<string, Operation>(
    Object.entries({
      ...tableOperations(state),
      ...timeToLiveOperations(state),
      TransactWriteItems: transactWriteItems(state, tokens),
      TransactGetItems: transactGetItems(state),
    }),
  );
  return (name) => others.get(name) ?? data(name);
};

/** Deletes what has expired or been read by all, every `intervalMs`; returns what stops it, once a sweep that is under way has ended. */
const sweepRegularly = (state: State, tokens: RequestTokens, intervalMs: number): (() => Promise<void>) => {
  let sweeping: Promise<void> | undefined;
  const sweep = async (): Promise<void> => {
    try {
      await state.queue.add(tokens.forgetExpired(Date.now()));
      await deleteExpired(state, Date.now());
      await state.streams.trim(Date.now());
    } catch (error) {
      console.error('What has expired could not be deleted:', error);
    }
    sweeping = undefined;
  };
  const timer = setInterval(() => {
    sweeping ??= sweep();
  }, intervalMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await sweeping;
  };
};
