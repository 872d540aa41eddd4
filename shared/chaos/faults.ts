import { createHash } from 'node:crypto';

/** The ways in which a call to AWS can fail. */
export const FAULT_KINDS = ['throttled', 'failed', 'reset', 'lost', 'delayed'] as const;

/** `reset`: the connection breaks before the call is made; `lost`: after it was made, without a response. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault of one call; half of all faults affect every attempt of the SDK, the others only the first. */
export type Fault = { kind: FaultKind; everyAttempt: boolean; delayMs: number };

const LONGEST_DELAY_MS = 2000;

/**
 * Decides how a call fails: always the same for the same seed, operation and number of the call, whatever else happens.
 *
 * @param p share of the calls that a fault affects, 0 to 1
 */
export const faultOf = (seed: number, p: number, operation: string, call: number): Fault | undefined => {
  const digest = createHash('sha256').update(`${seed} ${operation} ${call}`).digest();
  const draw = (index: number): number => digest.readUInt32BE(index * 4) / 2 ** 32;
  if (draw(0) >= p) return undefined;
  return {
    kind: FAULT_KINDS[Math.floor(draw(1) * FAULT_KINDS.length)] ?? 'failed',
    everyAttempt: draw(2) < 0.5,
    delayMs: 20 + Math.floor(draw(3) ** 3 * LONGEST_DELAY_MS), // half a second on average
  };
};
