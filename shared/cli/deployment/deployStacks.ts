import { type PackagedStack, stageArguments, withStackFolder } from '@ecommerce/platform/packaging';
import { stackNeeds } from '@ecommerce/platform/stack-order';
import { stackFolder } from '../stacks.ts';
import { ownWords, runServerless } from './serverlessCommand.ts';
import type { Stage } from './stageOptions.ts';

/** The outcome of one stack. */
export type Deployed = {
  name: string;
  outcome: 'deployed' | 'unchanged' | 'failed' | 'left out';
  seconds: number;
  /** For a failed stack, the framework's message. */
  reason?: string;
};

/** Callbacks for progress. */
export type DeployProgress = {
  begin(name: string): void;
  /** The number of resources that are ready so far; for an existing stack, the total is an estimate. */
  resources(name: string, ready: number, all: number): void;
  end(deployed: Deployed): void;
};

/** Parameter names do not contain the account, so any account works for comparing them. */
const ANY_ACCOUNT = '000000000000';

/**
 * Deploys packaged stacks, each as soon as those that write its parameters are deployed. After a failure no further stack starts, and
 * running ones are waited for.
 *
 * @param deploy deploys one stack
 * @param width how many stacks at once
 * @returns one entry per stack
 */
export const deployInOrder = async <Stack extends Pick<PackagedStack, 'name' | 'template'>>(
  stacks: readonly Stack[],
  region: string,
  deploy: (stack: Stack) => Promise<Deployed>,
  width: number,
): Promise<Deployed[]> => {
  const needs = stackNeeds(stacks, { region, accountId: ANY_ACCOUNT });
  const waiting = new Set(stacks);
  const there = new Set<Stack>();
  const running = new Map<Stack, Promise<void>>();
  const ended: Deployed[] = [];
  const start = (stack: Stack) => {
    waiting.delete(stack);
    const end = async () => {
      const deployed = await deploy(stack);
      ended.push(deployed);
      if (deployed.outcome !== 'failed') there.add(stack);
      running.delete(stack);
    };
    running.set(stack, end());
  };
  for (;;) {
    const failed = ended.some(({ outcome }) => outcome === 'failed');
    const ready = [...waiting].filter((stack) => needs.get(stack)?.every((needed) => there.has(needed)));
    if (!failed) for (const stack of ready.slice(0, width - running.size)) start(stack);
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  return [...ended, ...[...waiting].map(({ name }) => ({ name, outcome: 'left out' as const, seconds: 0 }))];
};

/** Deploys one packaged stack as `serverless deploy` does in its folder. Never throws: a failure is an outcome. */
export const deployStack = async (
  root: string,
  stack: PackagedStack,
  at: Stage,
  progress: DeployProgress,
): Promise<Deployed> => {
  const started = performance.now();
  const all = Object.keys(stack.template.Resources).length;
  const ready = new Set<string>();
  progress.begin(stack.name);
  const onLine = (line: string) => {
    const resource = /^\s+(?:CREATE|UPDATE)_COMPLETE - (?!AWS::CloudFormation::Stack )\S+ - (\S+)/.exec(line)?.[1];
    if (resource === undefined) return;
    progress.resources(stack.name, ready.add(resource).size, Math.max(all, ready.size));
  };
  const folder = stackFolder(stack.name);
  const args = ['deploy', '--package', stack.folder, '--verbose', ...stageArguments(at)];
  const { code, text } = await withStackFolder(root, folder, () => runServerless(root, folder, args, onLine));
  const seconds = (performance.now() - started) / 1000;
  const deployed: Deployed =
    code === 0
      ? { name: stack.name, outcome: UNCHANGED.test(text) ? 'unchanged' : 'deployed', seconds }
      : { name: stack.name, outcome: 'failed', seconds, reason: ownWords(text) };
  progress.end(deployed);
  return deployed;
};

/** The framework's message when nothing has changed. */
const UNCHANGED = /No changes to deploy|did not include any changes/;
