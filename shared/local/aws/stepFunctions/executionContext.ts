import { maxTimerSeconds } from './language.ts';
import type { Machine } from './machine.ts';
import { executionKey, secondsLeftKey } from './preparation.ts';
import type { ExecutionRow } from './store.ts';
import { newTaskToken } from './taskTokens.ts';

type Identity = {
  machine: Machine;
  row: ExecutionRow;
  executionArn: string;
  roleArn: string;
  token?: string | undefined;
};

/**
 * The context object of an execution, as far as states may refer to it. Reading `Task.Token` makes a token, and `takeToken` gives the
 * one that was read last: the interpreter fills in a task's Parameters and calls the task without a pause in between.
 * @param identity.token what the first token is to be: that of a task that was waiting when the platform stopped
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export const createExecutionContext = ({ machine, row, executionArn, roleArn, token }: Identity) => {
  let nextToken = token;
  const ensureToken = (): string => {
    nextToken ??= newTaskToken();
    return nextToken;
  };
  let secondsLeft = maxTimerSeconds;
  const state = { Name: '', EnteredTime: '', RetryCount: 0 };
  return {
    values: {
      [executionKey]: {
        Id: executionArn,
        Input: JSON.parse(row.input) as unknown,
        Name: row.name,
        RoleArn: roleArn,
        StartTime: new Date(row.started).toISOString(),
        RedriveCount: row.redrives,
        ...(row.redriven !== null && { RedriveTime: new Date(row.redriven).toISOString() }),
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
      State: state,
      Task: {
        get Token() {
          return ensureToken();
        },
        get [secondsLeftKey]() {
          return secondsLeft;
        },
      },
    },
    enter: (name: string, entered: number): void => {
      Object.assign(state, { Name: name, EnteredTime: new Date(entered).toISOString(), RetryCount: 0 });
    },
    /** The next attempt at the task is a further one. */
    countAttempt: (): void => {
      state.RetryCount += 1;
    },
    /** Says how long the attempt that begins now may take: the interpreter asks as soon as it has called the task. */
    limit: (seconds: number): void => {
      secondsLeft = seconds;
    },
    takeToken: (): string => {
      const taken = ensureToken();
      nextToken = undefined;
      return taken;
    },
  };
};
