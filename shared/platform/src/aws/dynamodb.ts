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
  /** 0 for any free port. */
  port: number;
  /** Directory of the data; if absent, in memory. Only one process can use it at a time. */
  directory?: string;
  /** The region in the ARNs of tables. */
  region?: string;
  accountId?: string;
  /** How often expired items and unneeded stream records are deleted. */
  sweepIntervalMs?: number;
  /**
   * How long a transaction locks its items, in milliseconds: other writes to them conflict. 4 by default; with 0 nothing ever conflicts.
   */
  transactionMs?: number;
  /** What a transaction waits for while it locks its items, instead of `transactionMs`. */
  transactionPause?: () => Promise<unknown>;
};

export type LocalDynamoDb = {
  url: string;
  /**
   * Opens the stream of a table at the position of `consumer`. DynamoDB Streams has no endpoint here.
   * @throws ResourceNotFoundException
   */
  openStream: TableStreams['open'];
  close(): Promise<void>;
};

/**
 * Starts DynamoDB for the AWS SDK on 127.0.0.1: dynalite's operations on our own storage, with transactions and their conflicts, time to
 * live, indexes added later, streams, and the old item of a failed condition. Acknowledged writes survive a killed process, and each
 * request is stored completely or not at all. Rejects if the port or the directory is in use.
 */
export const startDynamoDb = async (options: DynamoDbOptions): Promise<LocalDynamoDb> => {
  const { port, directory, region = 'eu-west-1', accountId = '000000000000', sweepIntervalMs = 30_000 } = options;
  const holds = new ItemHolds(options.transactionPause ?? options.transactionMs ?? 4);
  const database = await openDatabase(directory);
  const catalogue = await Catalogue.load(database);
  const queue = new WriteQueue(database);
  const streams = await TableStreams.load(database, queue, catalogue);
  const state: State = { database, catalogue, queue, streams, holds, place: { region, accountId } };
  const tokens = await RequestTokens.load(database);
  await finishTables(state);

  const server = createServer(listener(operationsOf(state, tokens), region));
  const url = await listenOnLoopback(server, port).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const stopSweeping = sweepRegularly(state, tokens, sweepIntervalMs);

  const close = async (): Promise<void> => {
    const idle = setInterval(() => server.closeIdleConnections(), 20); // clients keep their connections open
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

/**
 * Deletes expired items and stream records that all have read, every `intervalMs`. Returns a function that stops this after the current
 * sweep.
 */
const sweepRegularly = (state: State, tokens: RequestTokens, intervalMs: number): (() => Promise<void>) => {
  let sweeping: Promise<void> | undefined;
  const sweep = async (): Promise<void> => {
    try {
      await state.queue.add(tokens.forgetExpired(Date.now()));
      await deleteExpired(state, Date.now());
      await state.streams.trim(Date.now());
    } catch (error) {
      console.error('Expired items could not be deleted:', error);
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
