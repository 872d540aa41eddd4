import { createHash } from 'node:crypto';
import type { Item, Parameters, Result, Table } from './dynalite.ts';
import { engine, performAtOnce, validate } from './dynalite.ts';
import { DynamoDbError, invalid, refusalOf, typeOf } from './errors.ts';
import { conflictMessage, itemNames } from './itemHolds.ts';
import { inOneView, type Operation } from './operations.ts';
import type { RequestTokens } from './requestTokens.ts';
import { type Session, type State, writeSession } from './store.ts';

type Reason = { Code: string; Message?: string; Item?: Item };
type Request = { operation: string; parameters: Parameters; expression?: string };

const mostActions = 100;
const mostBytes = 4 * 1024 * 1024;

/** The operation of each action of a transaction, and its required expression. */
const writeActions: Record<string, { operation: string; expression?: string }> = {
  Put: { operation: 'PutItem' },
  Update: { operation: 'UpdateItem', expression: 'UpdateExpression' },
  Delete: { operation: 'DeleteItem' },
  ConditionCheck: { operation: 'ConditionCheck', expression: 'ConditionExpression' },
};

/**
 * Makes all writes or none: conditions are checked at one moment, and the writes are stored as one batch.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const transactWriteItems =
  (state: State, tokens: RequestTokens): Operation =>
  async (parameters) => {
    const requests = requestsOf(parameters, (name) => writeActions[name], 'Check, Put, Update or Delete');
    const token = parameters.ClientRequestToken;
    if (token === undefined) return holdAndWrite(state, parameters, requests);
    if (typeof token !== 'string' || token.length < 1 || token.length > 36) throw invalid(tokenLength(token));

    const fingerprint = createHash('sha256').update(JSON.stringify(parameters.TransactItems)).digest('base64');
    const earlier = tokens.find(token, fingerprint);
    if (earlier) {
      await state.queue.written();
      return earlier;
    }
    return tokens.inProgress(token, () => holdAndWrite(state, parameters, requests, { tokens, token, fingerprint }));
  };

type Token = { tokens: RequestTokens; token: string; fingerprint: string };

/** Locks the items for a while, then checks the conditions and writes. */
const holdAndWrite = (state: State, parameters: Parameters, requests: Request[], token?: Token): Promise<Result> => {
  const checked = checkAll(state, writeSession(state), parameters, requests);
  const items = itemNamesOf(state, checked);
  throwIfCanceled(items.map((item) => conflictReason(state.holds.isHeld(item))));
  return state.holds.holding(items, async () => {
    const evaluated = evaluateWrites(state, parameters, checked);
    if (!token || evaluated.refusal) return commit(state, evaluated);
    const { tokens, token: name, fingerprint } = token;
    const changes = new Map([...evaluated.changes, tokens.remember(name, fingerprint, evaluated.result)]);
    return commit(state, { ...evaluated, changes }).catch((error: unknown) => {
      tokens.forget(name);
      throw error;
    });
  });
};

const itemNamesOf = (state: State, checked: Checked[]) =>
  itemNames(
    checked.map(({ parameters }) => parameters),
    (table) => state.catalogue.get(table),
  );

const conflictReason = (isHeld: boolean): Reason =>
  isHeld ? { Code: 'TransactionConflict', Message: conflictMessage } : { Code: 'None' };

/**
 * Returns all items as of one moment; `{}` for a missing one.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
 */
export const transactGetItems =
  (state: State): Operation =>
  async (parameters) => {
    const requests = requestsOf(parameters, (name) => (name === 'Get' ? { operation: 'GetItem' } : undefined), 'Get');
    return inOneView(state, (view) => {
      const checked = checkAll(state, view, parameters, requests);
      throwIfCanceled(itemNamesOf(state, checked).map((item) => conflictReason(state.holds.isWritten(item))));
      const outcomes = checked.map((request) =>
        attempt(() => performAtOnce('GetItem', view.store, request.parameters)),
      );
      throwIfCanceled(outcomes.map(({ reason }) => reason));
      const results = outcomes.map(({ result }) => result ?? {});
      const items = results.map(({ Item }) => (Item === undefined ? {} : { Item }));
      return { Responses: items, ...consumedCapacity(parameters, results) };
    });
  };

type Evaluated = { changes: Session['changes']; result: Result; refusal?: unknown };

const commit = async (state: State, { changes, result, refusal }: Evaluated): Promise<Result> => {
  if (refusal === undefined) await state.queue.add(changes);
  else await state.queue.written();
  if (refusal !== undefined) throw refusal;
  return result;
};

const evaluateWrites = (state: State, parameters: Parameters, checked: Checked[]): Evaluated => {
  const session = writeSession(state);
  try {
    const outcomes = checked.map((request) => attempt(() => writeOne(state, session, request), session, request));
    throwIfCanceled(outcomes.map(({ reason }) => reason));
    const results = outcomes.map(({ result }) => result ?? {});
    return { changes: session.changes, result: consumedCapacity(parameters, results) };
  } catch (refusal) {
    return { changes: new Map(), result: {}, refusal };
  }
};

type Checked = Request & { returnsOld: boolean };

/** Returns the actions of a transaction, after checking their kinds. */
const requestsOf = (
  parameters: Parameters,
  kindOf: (name: string) => { operation: string; expression?: string } | undefined,
  kinds: string,
): Request[] => {
  const actions = parameters.TransactItems;
  const count = Array.isArray(actions) ? actions.length : 0;
  if (!Array.isArray(actions) || count < 1 || count > mostActions) throw invalid(actionCount(actions, count));
  return actions.map((action: Record<string, Parameters>) => {
    const [entry, ...others] = Object.entries(action ?? {});
    const kind = entry && kindOf(entry[0]);
    if (!kind || others.length > 0) throw invalid(`TransactItems can only contain one of ${kinds}`);
    return { ...kind, parameters: { ...entry[1] } };
  });
};

/** Checks everything that does not depend on stored items; an error in one action rejects the whole request. */
const checkAll = (state: State, session: Session, parameters: Parameters, requests: Request[]): Checked[] => {
  const { ReturnConsumedCapacity: capacity } = parameters;
  const seen = new Set<string>();
  let bytes = 0;
  return requests.map((request, index) => {
    const { operation, expression, parameters: own } = request;
    if (expression && own[expression] === undefined) throw invalid(missingExpression(request, index, expression));
    const like = operation === 'ConditionCheck' ? 'DeleteItem' : operation;
    const returnsOld = own.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    const checked = validate(like, { ...own, ReturnConsumedCapacity: capacity }, session.store);
    const table = state.catalogue.get(String(checked.TableName));
    const identity = identityOf(checked, table);
    if (seen.has(identity)) throw invalid('Transaction request cannot include multiple operations on one item');
    seen.add(identity);
    bytes += checked.Item ? engine.itemSize(checked.Item as Item) : 0;
    if (bytes > mostBytes) throw invalid('Transaction size cannot exceed 4 MB');
    return { ...request, parameters: checked, returnsOld };
  });
};

const identityOf = (checked: Parameters, table: Table): string => {
  const item = (checked.Item ?? checked.Key) as Item;
  return JSON.stringify([table.TableName, ...table.KeySchema.map(({ AttributeName }) => item[AttributeName])]);
};

const writeOne = (state: State, session: Session, { operation, parameters }: Request): Result => {
  if (operation !== 'ConditionCheck') return performAtOnce(operation, session.store, parameters);
  const table = state.catalogue.get(String(parameters.TableName));
  const key = parameters.Key as Item;
  const badKey = engine.validateKey(key, table);
  if (badKey) throw badKey;
  session.store.getItemDb(table.TableName).get(engine.createKey(key, table), () => undefined);
  const failed = engine.checkConditional(parameters, session.lastRead());
  if (failed) throw failed;
  return { ConsumedCapacity: { TableName: table.TableName, CapacityUnits: 1 } };
};

/** Returns the outcome of one action: its result, or the reason why it cancels the transaction. */
const attempt = (run: () => Result, session?: Session, request?: Checked): { result?: Result; reason: Reason } => {
  try {
    return { result: run(), reason: { Code: 'None' } };
  } catch (error) {
    const refusal = refusalOf(error);
    const code = refusal && reasonCodes[typeOf(refusal)];
    if (!code) throw error;
    const item = request?.returnsOld && code === 'ConditionalCheckFailed' ? session?.lastRead() : undefined;
    return { reason: { Code: code, Message: refusal.message ?? '', ...(item && { Item: item }) } };
  }
};

const reasonCodes: Record<string, string> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
};

const throwIfCanceled = (reasons: Reason[]): void => {
  const codes = reasons.map(({ Code }) => Code);
  if (codes.every((code) => code === 'None')) return;
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`;
  throw new DynamoDbError('TransactionCanceledException', message, { CancellationReasons: reasons });
};

/** Returns the consumed capacity: twice that of the actions without a transaction. */
const consumedCapacity = (parameters: Parameters, results: Result[]): Result => {
  const asked = parameters.ReturnConsumedCapacity;
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return {};
  const units = new Map<string, number>();
  for (const { ConsumedCapacity } of results) {
    const { TableName, CapacityUnits } = ConsumedCapacity as { TableName: string; CapacityUnits: number };
    units.set(TableName, (units.get(TableName) ?? 0) + 2 * CapacityUnits);
  }
  return { ConsumedCapacity: Array.from(units, ([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })) };
};

const actionCount = (actions: unknown, count: number): string => {
  if (!Array.isArray(actions)) return oneError('null', 'transactItems', 'Member must not be null');
  const bound = count === 0 ? 'greater than or equal to 1' : `less than or equal to ${mostActions}`;
  return oneError(`'[${count} actions]'`, 'transactItems', `Member must have length ${bound}`);
};

const missingExpression = ({ operation }: Request, index: number, expression: string): string => {
  const action = operation === 'ConditionCheck' ? 'conditionCheck' : 'update';
  const member = `${expression.charAt(0).toLowerCase()}${expression.slice(1)}`;
  return oneError('null', `transactItems.${index + 1}.member.${action}.${member}`, 'Member must not be null');
};

const tokenLength = (token: unknown): string =>
  oneError(`'${token}'`, 'clientRequestToken', 'Member must have length between 1 and 36');

const oneError = (value: string, path: string, constraint: string): string =>
  `1 validation error detected: Value ${value} at '${path}' failed to satisfy constraint: ${constraint}`;
