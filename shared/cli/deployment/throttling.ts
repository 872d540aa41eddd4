import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployed } from './deployStacks.ts';

/** Messages of CloudFormation and the services behind it when they throttle requests. */
const THROTTLED =
  /Rate exceeded|Throttling|Too ?Many ?Requests|RequestLimitExceeded|Request limit exceeded|Please reduce your request rate/i;

const DELAYS_MS = [30_000, 60_000, 120_000, 240_000];

type Options = {
  delays?: readonly number[];
  wait?: (milliseconds: number) => Promise<unknown>;
  /** Is called before each wait. */
  onWait?: (milliseconds: number) => void;
};

/**
 * Deploys a stack again, after increasing waits, while it fails because of throttling. A failed deployment has been rolled back by then.
 */
export const retryThrottled = async (
  deploy: () => Promise<Deployed>,
  { delays = DELAYS_MS, wait = sleep, onWait = () => undefined }: Options = {},
): Promise<Deployed> => {
  for (const delay of delays) {
    const deployed = await deploy();
    if (deployed.outcome !== 'failed' || !THROTTLED.test(deployed.reason ?? '')) return deployed;
    const milliseconds = delay * (0.75 + Math.random() / 2); // so that stacks throttled together do not retry together
    onWait(milliseconds);
    await wait(milliseconds);
  }
  return deploy();
};
