/**
 * A task's failure for the interpreter: `name` is the error that Retry and Catch compare, `message` the cause. A terminal failure is
 * neither retried nor caught, not even by `States.ALL`.
 */
export class TaskError extends Error {
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(error: string, cause: string, { isTerminal = false } = {}) {
    super(cause);
    this.name = error;
    this.isRetryable = !isTerminal;
    this.isCatchable = !isTerminal;
  }
}

/** The largest input or output of a state, in bytes of JSON. */
export const maxDataBytes = 262_144;

/**
 * Returns the JSON of a task's or state's result.
 * @throws TaskError `States.DataLimitExceeded` when it is larger than 256 KiB
 */
export const toData = (value: unknown, state: string): string => {
  const json = JSON.stringify(value ?? null);
  if (json.length > maxDataBytes || Buffer.byteLength(json) > maxDataBytes) {
    const cause = `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    throw new TaskError('States.DataLimitExceeded', cause, { isTerminal: true });
  }
  return json;
};
