import type { CloudSetting } from './cloud.ts';
import { type RunOptions, type RunReport, runSeed } from './run.ts';

/** The maximum number of runs spent on finding a shorter story. */
const MOST_RUNS = 400;

/** Returns a violation's sentence without the order it is about. */
const kindOf = (violation: string): string => violation.replace(/[\w-]{36}|\d+/g, '#');

/**
 * Looks for the shortest story in which the first violation of a failed run still happens: fewer orders, fewer faults. The seed stays the
 * same, so the remaining events happen as before.
 *
 * @param failed the report of the run with these options
 */
export const shrink = async (setting: CloudSetting, options: RunOptions, failed: RunReport): Promise<RunReport> => {
  const kind = kindOf(failed.violations[0] ?? '');
  let runs = 0;
  const fails = async (orders: number[], decisions: string[]): Promise<boolean> => {
    runs += 1;
    const report = await runSeed(setting, { ...options, only: new Set(orders), decisions: new Set(decisions) });
    return report.violations.some((violation) => kindOf(violation) === kind);
  };
  let orders = Array.from({ length: options.orders }, (_, index) => index);
  let decisions = failed.decisions.map(({ name }) => name);
  orders = await smallest(
    orders,
    (fewer) => fails(fewer, decisions),
    () => runs >= MOST_RUNS / 4,
  );
  decisions = await smallest(
    decisions,
    (fewer) => fails(orders, fewer),
    () => runs >= MOST_RUNS,
  );
  return runSeed(setting, { ...options, only: new Set(orders), decisions: new Set(decisions), hasStory: true });
};

/** Removes parts of a list as long as the rest still fails (delta debugging): halves first, single elements last. */
const smallest = async <T>(all: T[], fails: (some: T[]) => Promise<boolean>, isEnough: () => boolean): Promise<T[]> => {
  let kept = all;
  for (let size = Math.ceil(all.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < kept.length; ) {
      if (isEnough()) return kept;
      const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (await fails(rest)) kept = rest;
      else start += size;
    }
  }
  return kept;
};
