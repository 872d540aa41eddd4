import type { AttributeValue, Item, Parameters, Result } from './dynalite.ts';
import { isRead, isWrite, perform, performAtOnce, validate } from './dynalite.ts';
import { DynamoDbError, invalid, refusalOf, typeOf } from './errors.ts';
import { conflict, itemName, itemNames } from './itemHolds.ts';
import { readSession, type Session, type State, writeSession } from './store.ts';

/** An operation: returns its result, and throws DynamoDB's errors. */
export type Operation = (parameters: Parameters) => Promise<Result>;

/** The operations of dynalite that read and write items and tags, on this storage. */
export const dataOperations =
  (state: State) =>
  (name: string): Operation | undefined => {
    if (isRead(name)) return (parameters) => read(state, name, parameters);
    if (isWrite(name)) return (parameters) => write(state, name, parameters);
    return undefined;
  };

const read = async (state: State, name: string, parameters: Parameters): Promise<Result> => {
  const { store } = readSession(state, parameters);
  const checked = validate(name, parameters, store);
  if (name === 'Query') requireKeyValues(parameters);
  if (name === 'GetItem') return performAtOnce(name, store, checked);
  if (name === 'BatchGetItem') return inOneView(state, (view) => performAtOnce(name, view.store, checked));
  return perform(name, store, checked);
};

/** Rejects a query for an empty key, which DynamoDB does and dynalite does not. */
const requireKeyValues = ({ KeyConditionExpression = '', ExpressionAttributeValues = {} }: Parameters): void => {
  const values = ExpressionAttributeValues as Record<string, AttributeValue>;
  for (const [name] of String(KeyConditionExpression).matchAll(/:\w+/g)) {
    const { S: text, B: bytes } = values[name] ?? {};
    if (text !== '' && bytes !== '') continue;
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${text === '' ? 'string' : 'binary'} value.`,
    );
  }
};

/** Runs `work` on a snapshot of the database. */
export const inOneView = <T>(state: State, work: (view: Session) => T): T => {
  const snapshot = state.database.snapshot();
  try {
    return work(readSession(state, {}, (key) => state.database.getSync(key, { snapshot })));
  } finally {
    void snapshot.close();
  }
};

const write = async (state: State, name: string, parameters: Parameters): Promise<Result> => {
  const session = writeSession(state);
  const returnsOld = parameters.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'; // unknown to dynalite
  const checked = validate(name, parameters, session.store);
  if (name === 'BatchWriteItem') return writeBatch(state, session, checked);
  const items = name.endsWith('Item') ? itemNames([checked], (table) => state.catalogue.get(table)) : [];
  if (items.some((item) => state.holds.isHeld(item))) throw conflict();
  return state.holds.writing(items, () => finish(state, session, name, checked, returnsOld));
};

const finish = async (
  state: State,
  session: Session,
  name: string,
  checked: Parameters,
  returnsOld: boolean,
): Promise<Result> => {
  try {
    const result = performAtOnce(name, session.store, checked);
    await state.queue.add(session.changes);
    return result;
  } catch (error) {
    await state.queue.written();
    throw returnsOld ? withOldItem(error, session) : error;
  }
};

type BatchRequest = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };
type BatchRequests = Record<string, BatchRequest[]>;

/**
 * Writes a batch. Items that conflict with a transaction stay unprocessed, since AWS lists no conflict among the errors of
 * BatchWriteItem.
 */
const writeBatch = async (state: State, session: Session, checked: Parameters): Promise<Result> => {
  const all = Object.entries(checked.RequestItems as BatchRequests).flatMap(([table, requests]) =>
    requests.map((request) => {
      const attributes = request.PutRequest?.Item ?? request.DeleteRequest?.Key ?? {};
      return { table, request, item: itemName(attributes, state.catalogue.get(table)) };
    }),
  );
  const { held = [], free = [] } = Object.groupBy(all, ({ item }) => (state.holds.isHeld(item) ? 'held' : 'free'));
  const byTable = (entries: typeof all): BatchRequests => {
    const requests: BatchRequests = {};
    for (const { table, request } of entries) requests[table] = [...(requests[table] ?? []), request];
    return requests;
  };
  const RequestItems = byTable(free);
  const result =
    free.length === 0
      ? {}
      : await state.holds.writing(
          free.map(({ item }) => item),
          () => finish(state, session, 'BatchWriteItem', { ...checked, RequestItems }, false),
        );
  return { ...result, UnprocessedItems: byTable(held) };
};

/**
 * Adds the existing item to the error of a failed condition.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
const withOldItem = (error: unknown, session: Session): unknown => {
  const refusal = refusalOf(error);
  const item = session.lastRead();
  if (!refusal || !item || typeOf(refusal) !== 'ConditionalCheckFailedException') return error;
  return new DynamoDbError('ConditionalCheckFailedException', refusal.message ?? '', { Item: item });
};
