import type { Machine } from './machine.ts';
import { executionKey } from './preparation.ts';
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
      },
    },
    enter: (name: string, entered: number): void => {
      Object.assign(state, { Name: name, EnteredTime: new Date(entered).toISOString(), RetryCount: 0 });
    },
    /** The next attempt at the task is a further one. */
    countAttempt: (): void => {
      state.RetryCount += 1;
    },
    takeToken: (): string => {
      const taken = ensureToken();
      nextToken = undefined;
      return taken;
    },
  };
};
