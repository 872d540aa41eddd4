/** The interval of measurements, in milliseconds. */
const TICK_MS = 50;

/** The most time that counts between two measurements: beyond it, this process was not running. */
const MOST_MS = 2 * TICK_MS;

/** The remaining time of an invocation. */
export type FunctionTime = {
  /** Returns the remaining milliseconds. */
  left(): number;
  stop(): void;
};

/** The number of running invocations, which share one event loop. */
let running = 0;

/**
 * Measures the time of an invocation without waiting for the processor, which all functions share here, unlike on AWS. It counts the time
 * in which the event loop is idle, a share of the time in which the loop works, and at most `MOST_MS` between two measurements, in case
 * this process was not running. So a busy machine causes no timeouts.
 *
 * @param onEnd is called when the time is up
 */
export const startFunctionTime = (milliseconds: number, onEnd: () => void): FunctionTime => {
  let used = 0;
  let last = performance.eventLoopUtilization();
  running += 1;
  const sinceLast = () => {
    const { idle, active } = performance.eventLoopUtilization(last);
    return Math.min(idle + active / running, MOST_MS);
  };
  const look = () => {
    used += sinceLast();
    last = performance.eventLoopUtilization();
    if (used >= milliseconds) onEnd();
    else timer = setTimeout(look, Math.min(TICK_MS, milliseconds - used));
  };
  let timer = setTimeout(look, Math.min(TICK_MS, milliseconds));
  return {
    left: () => Math.max(0, milliseconds - used - sinceLast()),
    stop: () => {
      clearTimeout(timer);
      running -= 1;
    },
  };
};
