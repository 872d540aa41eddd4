import { checkTemplate } from '../cloudformation/resources.ts';
import type { Template } from '../cloudformation/template.ts';
import type { BucketNotification } from '../events/eventSources.ts';
import type { PackagedStack } from '../packaging/packageStacks.ts';
import type { Planner } from './planner.ts';
import { createRunningStack, type RunningStack, type StackSurroundings } from './runningStack.ts';

/** The stacks that a platform runs, each on its port. */
export type StackSet = {
  /**
   * Replaces running stacks by packaged ones. Stacks with unchanged content are not touched. If a template is rejected, nothing changes.
   *
   * @returns names of the functions that are new or have changed, by stack
   * @throws {TemplateError} if a stack needs something that the platform does not support or have
   */
  bring(packages: readonly PackagedStack[]): Promise<Record<string, string[]>>;
  /** Returns the current notifications of functions about objects in buckets. */
  notifications(): BucketNotification[];
  /** Returns how many resources of each type the running stacks have, by stack name. */
  resources(): Record<string, Record<string, number>>;
  close(): Promise<void>;
};

export const createStackSet = (
  surroundings: StackSurroundings,
  planner: Planner,
  ports: Readonly<Record<string, number>>,
): StackSet => {
  const running = new Map<string, RunningStack>(
    Object.entries(ports).map(([name, port]) => [name, createRunningStack(surroundings, { name, port })]),
  );
  const hashes = new Map<string, string>();
  const resources = new Map<string, Record<string, number>>();
  const stackOf = (name: string): RunningStack => {
    const stack = running.get(name);
    if (!stack) throw new RangeError(`The stack ${name} has no port.`);
    return stack;
  };
  return {
    async bring(packages) {
      const changed = packages.filter(({ name, contentHash }) => hashes.get(name) !== contentHash);
      for (const { name, template } of changed) checkTemplate(name, template);
      const plans = await planner.planAll(changed);
      const functions = await Promise.all(
        plans.map(async (plan) => [plan.stack, await stackOf(plan.stack).provide(plan)] as const),
      );
      await Promise.all(plans.map((plan) => stackOf(plan.stack).connect(plan)));
      for (const { name, contentHash, template } of changed) {
        hashes.set(name, contentHash);
        resources.set(name, countTypes(template));
      }
      return Object.fromEntries(functions);
    },
    notifications: () => [...running.values()].flatMap((stack) => stack.notifications()),
    resources: () => Object.fromEntries(resources),
    async close() {
      await Promise.all([...running.values()].map((stack) => stack.close()));
    },
  };
};

const countTypes = ({ Resources }: Template): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { Type } of Object.values(Resources)) counts[Type] = (counts[Type] ?? 0) + 1;
  return counts;
};
