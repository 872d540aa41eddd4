import { checkTemplate } from '../cloudformation/resources.ts';
import type { BucketNotification } from '../events/eventSources.ts';
import type { PackagedStack } from '../packaging/packageStacks.ts';
import type { Planner } from './planner.ts';
import { createRunningStack, type RunningStack, type StackSurroundings } from './runningStack.ts';

/** The stacks that a platform runs, each on its port. */
export type StackSet = {
  /**
   * Puts packaged stacks in place of what runs of them. Those that are already running with the same content are left alone. When a
   * template is refused nothing is touched.
   *
   * @returns names of the functions that are new or have changed, by stack
   * @throws {TemplateError} when a stack asks for what the platform does not know or have
   */
  bring(packages: readonly PackagedStack[]): Promise<Record<string, string[]>>;
  /** Which functions want to hear of objects in which buckets, as of now. */
  notifications(): BucketNotification[];
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
      for (const { name, contentHash } of changed) hashes.set(name, contentHash);
      return Object.fromEntries(functions);
    },
    notifications: () => [...running.values()].flatMap((stack) => stack.notifications()),
    async close() {
      await Promise.all([...running.values()].map((stack) => stack.close()));
    },
  };
};
