import { styleText } from 'node:util';
import type { PackageProgress } from '@ecommerce/platform/packaging';
import type { Deployed, DeployProgress } from './deployStacks.ts';

/** While many resources are being created, how often a line is printed, in milliseconds. */
const LINE_EVERY_MS = 5000;

const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** Prints the progress of each stack during a deployment, line by line, since several stacks are deployed at once. */
export const deployScreen = (print: (line: string) => void = console.log) => {
  const printed = new Map<string, number>();
  const packaging: PackageProgress = (stack, state, milliseconds) => {
    if (state === 'packaged') print(`  ${stack} packaged (${seconds(milliseconds / 1000)})`);
  };
  const deploying: DeployProgress = {
    begin(name) {
      printed.set(name, Date.now());
      print(`▶ ${name}`);
    },
    resources(name, ready, all) {
      if (Date.now() - (printed.get(name) ?? 0) < LINE_EVERY_MS) return;
      printed.set(name, Date.now());
      print(styleText('dim', `  ${name}: ${ready} of ${all} resources`));
    },
    end: (deployed) => print(endLine(deployed)),
  };
  const throttled = (name: string, milliseconds: number) =>
    print(`  ${name}: throttled by AWS; trying again in ${seconds(milliseconds / 1000)}`);
  return { packaging, deploying, throttled };
};

const endLine = ({ name, outcome, seconds: took }: Deployed): string => {
  if (outcome === 'failed') return styleText('red', `✖ ${name} failed (${seconds(took)})`);
  if (outcome === 'unchanged') return styleText('dim', `✔ ${name} has not changed (${seconds(took)})`);
  return styleText('green', `✔ ${name} deployed (${seconds(took)})`);
};

/** Explains a failed deployment: which stack failed and why, what is deployed, and what was not started. */
export const explainFailure = (ended: readonly Deployed[]): string => {
  const names = (...outcomes: Deployed['outcome'][]) =>
    ended.filter(({ outcome }) => outcomes.includes(outcome)).map(({ name }) => name);
  const failures = ended
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ name, reason = '' }) => `${name} was not deployed:\n\n${reason.replaceAll(/^(?=.)/gm, '    ')}\n`);
  const there = names('deployed', 'unchanged');
  const leftOut = names('left out');
  return [
    ...failures,
    ...(there.length > 0 ? [`Deployed: ${there.join(', ')}.`] : []),
    ...(leftOut.length > 0 ? [`Not started: ${leftOut.join(', ')}.`] : []),
  ].join('\n');
};
