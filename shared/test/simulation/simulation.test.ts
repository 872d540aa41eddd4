import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { SAFEGUARDS } from '../../simulation/safeguards.ts';

type Proof = {
  traces: Record<'first' | 'again' | 'told' | 'other', number>;
  seeds: Record<string, string[]>;
  safeguards: Record<string, string[]>;
  shrunk: { from: number; to: number; violations: string[]; placed: number };
};

/** Time and chance of a process are replaced as a whole: so it is one of its own. */
const proof = async (): Promise<Proof> => {
  const program = fileURLToPath(new URL('proof.ts', import.meta.url));
  const options = { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NODE_OPTIONS: '--no-warnings' } };
  const { stdout } = await promisify(execFile)(process.execPath, [program], options);
  return JSON.parse(stdout);
};

describe('the simulation of the order flow', () => {
  let found: Proof;
  beforeAll(async () => {
    found = await proof();
  }, 180_000);

  test('keeps all invariants with a hundred seeds', () => {
    expect(found.seeds).toEqual({});
  });

  test('does the same for the same seed, whatever ran before and whether or not it is printed', () => {
    const { first, again, told, other } = found.traces;

    expect([again, told]).toEqual([first, first]);
    expect(other).not.toBe(first);
  });

  test.each(Object.keys(SAFEGUARDS))('finds that the safeguard "%s" is missing', (name) => {
    const violations = found.safeguards[name] ?? [];

    expect(violations.filter((violation) => SAFEGUARDS[name]?.breaks.test(violation))).not.toEqual([]);
  });

  test('minimises a failure to a short story', () => {
    const { from, to, violations, placed } = found.shrunk;

    expect(violations).toEqual([expect.stringMatching(/^2: /)]);
    expect(to).toBeLessThan(from / 4);
    expect(placed).toBeLessThanOrEqual(3);
  });
});
