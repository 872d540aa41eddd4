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

/**
 * Measures the time of an invocation, without the time in which this process did not get to run: all functions share its processor here,
 * while on AWS each has its own. A busy machine is slow, not wrong.
 *
 * @param onEnd is called when the time is over
 */
export const startFunctionTime = (milliseconds: number, onEnd: () => void): FunctionTime => {
  let used = 0;
  let last = performance.now();
  const sinceLast = () => Math.min(performance.now() - last, MOST_MS);
  const look = () => {
    used += sinceLast();
    last = performance.now();
    if (used >= milliseconds) onEnd();
    else timer = setTimeout(look, Math.min(TICK_MS, milliseconds - used));
  };
  let timer = setTimeout(look, Math.min(TICK_MS, milliseconds));
  return {
    left: () => Math.max(0, milliseconds - used - sinceLast()),
    stop: () => clearTimeout(timer),
  };
};
