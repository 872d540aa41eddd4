import { randomBytes } from 'node:crypto';
import { StepFunctionsError } from './errors.ts';
import type { ExecutionStore } from './store.ts';
import { TaskError } from './taskError.ts';

type Callback = { output: string } | { error?: string; cause?: string };
type Waiter = { settle(callback: Callback): void; beat(): void; stop(): void };

/** The tokens by which something outside the workflow completes a task. */
export type TaskTokens = {
  /**
   * Waits for the callback, also for one that came while the platform was down.
   * @returns the callback's output
   * @throws TaskError with the callback's error, or `States.HeartbeatTimeout` when `heartbeatSeconds` pass without a sign
   */
  wait(token: string, owner: { execution: number; state: string }, heartbeatSeconds?: number): Promise<unknown>;
  /** For how many milliseconds the task has been scheduled, perhaps since before a restart. */
  age(token: string): number;
  /** Whether the function that takes the token away was invoked to its end, perhaps before a restart. */
  isSubmitted(token: string): boolean;
  markSubmitted(token: string): void;
  /**
   * The task has ended: a callback that comes now is refused. One that has come stays stored until the execution has moved on.
   * @param isKept whether only the wait ends, and a later process may take it up
   */
  leave(token: string, isKept: boolean): void;
  /** The callbacks; each throws `InvalidToken` or, when no task waits with this token, `TaskTimedOut`. */
  succeed(token: string, output: string): void;
  fail(token: string, error?: string, cause?: string): void;
  beat(token: string): void;
};

export const newTaskToken = (): string => randomBytes(48).toString('base64');

const tokenPattern = /^[\w+/]{64}$/;

const resultOf = (callback: Callback): unknown => {
  if ('output' in callback) return JSON.parse(callback.output);
  throw new TaskError(callback.error ?? '', callback.cause ?? '');
};

/** A promise that rejects once `seconds` pass without a call of `beat`. */
const heartbeat = (seconds: number | undefined) => {
  const { promise, reject } = Promise.withResolvers<never>();
  const expire = () => reject(new TaskError('States.HeartbeatTimeout', ''));
  const timer = seconds === undefined ? undefined : setTimeout(expire, seconds * 1000);
  return { promise, beat: () => timer?.refresh(), stop: () => clearTimeout(timer) };
};

export const createTaskTokens = (store: ExecutionStore): TaskTokens => {
  const waiters = new Map<string, Waiter>();

  const openToken = (token: string): void => {
    if (!tokenPattern.test(token)) throw new StepFunctionsError('InvalidToken', "Invalid Token: 'Invalid token'");
    const row = store.token(token);
    if (row && row.outcome === null) return;
    throw new StepFunctionsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  };
  const settle = (token: string, callback: Callback): void => {
    openToken(token);
    store.settleToken(token, JSON.stringify(callback));
    waiters.get(token)?.settle(callback);
  };

  return {
    wait: async (token, { execution, state }, heartbeatSeconds) => {
      const callback = Promise.withResolvers<Callback>();
      const { promise: silence, beat, stop } = heartbeat(heartbeatSeconds);
      store.addToken(token, execution, state);
      const { outcome } = store.token(token) ?? {};
      if (outcome) callback.resolve(JSON.parse(outcome));
      waiters.set(token, { settle: callback.resolve, beat, stop });
      return resultOf(await Promise.race([callback.promise, silence]));
    },
    age: (token) => {
      const { since = null } = store.token(token) ?? {};
      return since === null ? 0 : Math.max(0, Date.now() - since);
    },
    isSubmitted: (token) => store.token(token)?.submitted === 1,
    markSubmitted: (token) => store.markSubmitted(token),
    leave: (token, isKept) => {
      waiters.get(token)?.stop();
      waiters.delete(token);
      if (!isKept) store.forgetUnsettled(token);
    },
    succeed: (token, output) => settle(token, { output }),
    fail: (token, error, cause) => settle(token, { ...(error && { error }), ...(cause && { cause }) }),
    beat: (token) => {
      openToken(token);
      waiters.get(token)?.beat();
    },
  };
};
