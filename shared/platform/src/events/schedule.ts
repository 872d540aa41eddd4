import { randomUUID } from 'node:crypto';
import type { PlatformLog } from '../log/functionLog.ts';
import { cronMatcher } from './cron.ts';
import type { EventSource } from './queueConsumer.ts';

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Invokes a function by a schedule of EventBridge. A rate runs for the first time after one period; runs that were due while the platform
 * was down are skipped.
 *
 * @param options.arn of the rule or schedule
 * @param options.expression `rate(2 minutes)` or `cron(0 12 * * ? *)`, in UTC
 * @param options.input constant input instead of the `Scheduled Event`
 * @throws Error for an unsupported expression
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export const startSchedule = (options: {
  arn: string;
  expression: string;
  functionArn: string;
  region: string;
  accountId: string;
  input?: unknown;
  invokeAsync: (functionArn: string, event: unknown) => unknown;
  log: PlatformLog;
}): EventSource => {
  const { arn, functionArn, log } = options;
  const nextRun = parseExpression(options.expression);
  let timer: NodeJS.Timeout;

  const run = (at: number) => {
    try {
      options.invokeAsync(functionArn, options.input ?? scheduledEvent(options, at));
      log.write('DEBUG', arn, 'schedule ran');
    } catch (error) {
      log.write('ERROR', arn, 'schedule could not invoke its function', { error });
    }
  };
  const arm = (at: number) => {
    const left = at - Date.now();
    const due = () => {
      if (left > LONGEST_TIMER_MS) return arm(at);
      run(at);
      arm(nextRun(at));
    };
    timer = setTimeout(due, Math.min(Math.max(0, left), LONGEST_TIMER_MS)).unref();
  };
  arm(nextRun(Date.now()));
  return { close: async () => clearTimeout(timer) };
};

const scheduledEvent = (
  { region, accountId, arn }: { region: string; accountId: string; arn: string },
  at: number,
) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: accountId,
  time: new Date(at).toISOString().replace(/\.\d+/, ''),
  region,
  resources: [arn],
  detail: {},
});

/** @returns a function that gives the next run after a given time, both in epoch milliseconds */
const parseExpression = (expression: string): ((after: number) => number) => {
  const [, value, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const unitMs = UNIT_MS[unit];
  if (unitMs !== undefined && Number(value) > 0) {
    const period = Number(value) * unitMs;
    // After a laptop has slept for several periods, the schedule runs once, not once per period.
    return (after) => (after + period > Date.now() ? after + period : Date.now() + period);
  }
  const [, fields] = /^cron\((.*)\)$/.exec(expression) ?? [];
  if (fields === undefined) throw new Error(`The schedule ${expression} is not supported here.`);
  return cronMatcher(fields);
};
