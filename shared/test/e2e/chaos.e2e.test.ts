import { afterAll, expect, test } from '@jest/globals';
import { FAULT_KINDS } from '../../chaos/faults.ts';
import { allOf, runChaos } from '../../chaos/run.ts';

/** `npm run chaos -- --orders 2000` is the long run. */
const ORDERS = 120;
const { PLATFORM_FILE } = process.env;

afterAll(() => {
  if (PLATFORM_FILE === undefined) delete process.env.PLATFORM_FILE;
  else process.env.PLATFORM_FILE = PLATFORM_FILE; // the run has a platform of its own
});

test(`${ORDERS} orders lose no order, cent, unit, email or event while 20 % of the calls to AWS fail`, async () => {
  const report = await runChaos({
    ...{ seed: 8, p: 0.2, orders: ORDERS },
    ...{ keepFaults: false, settleSeconds: 180, progress: () => {} },
  });

  expect({ violations: allOf(report.violations), failures: report.failures }).toEqual({ violations: [], failures: [] });
  expect(report.outcomes.shipping).toBeGreaterThan(ORDERS / 2);
  expect(report.outcomes.cancelled).toBeGreaterThan(ORDERS / 10);
  const operations = [...report.operations];
  for (const service of ['dynamodb', 'sqs', 'sns', 'ses', 'lambda']) {
    const counts = operations.filter(([name]) => name.startsWith(`${service}:`)).map(([, count]) => count);
    for (const kind of FAULT_KINDS) {
      const occurred = counts.reduce((sum, count) => sum + count[kind], 0);
      expect({ service, kind, occurred: occurred > 0 }).toEqual({ service, kind, occurred: true });
    }
  }
  expect(report.mailedAgain).toBeGreaterThan(0);
}, 900_000);
