import { styleText } from 'node:util';
import type { PackageProgress } from '@ecommerce/platform/packaging';
import type { Deployed, DeployProgress } from './deployStacks.ts';

/** Where many resources are in the making, one line in so many milliseconds is enough. */
const LINE_EVERY_MS = 5000;

const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** Prints what happens to each stack while a stage is being deployed, a line at a time: stacks may be deployed at once. */
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
    print(`  ${name}: AWS was asked for too much at once; tries again in ${seconds(milliseconds / 1000)}`);
  return { packaging, deploying, throttled };
};

const endLine = ({ name, outcome, seconds: took }: Deployed): string => {
  if (outcome === 'failed') return styleText('red', `✖ ${name} failed (${seconds(took)})`);
  if (outcome === 'unchanged') return styleText('dim', `✔ ${name} has not changed (${seconds(took)})`);
  return styleText('green', `✔ ${name} deployed (${seconds(took)})`);
};

/** What a failed deployment leaves: which stack failed and why, what is deployed, and what was not begun. */
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
    ...(there.length > 0 ? [`In place: ${there.join(', ')}.`] : []),
    ...(leftOut.length > 0 ? [`Not begun: ${leftOut.join(', ')}.`] : []),
  ].join('\n');
};
