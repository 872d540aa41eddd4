/** How often it is looked how much time has passed. */
const TICK_MS = 50;

/** The most that counts of the time between two looks: whatever is beyond it, this process was kept from running. */
const MOST_MS = 2 * TICK_MS;

/** The time that an invocation may take. */
export type FunctionTime = {
  /** Milliseconds that are left. */
  left(): number;
  stop(): void;
};

/** How many invocations are under way, all of which share one event loop. */
let running = 0;

/**
 * Measures the time of an invocation without the time in which it waits for the processor, which all functions share here, while on AWS each
 * has its own: what counts is the time in which the event loop waits, its share of the time in which the loop works, and at most `MOST_MS`
 * between two looks, in case this process did not get to run. A busy machine is slow, not wrong.
 *
 * @param onEnd is called when the time is over
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
