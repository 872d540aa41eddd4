import { describe, expect, test } from '@jest/globals';
import { UnsecuredJWT } from 'jose';
import { RequestError } from '../../../cli/seed/persistence.ts';
import { startSession } from '../../../cli/seed/session.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const HOUR = 3_600_000;

/** A session at a clock that can be put forward; its tokens are good for an hour. */
const sessionAt = (groups: string[] = ['admin']) => {
  const clock = { now: start };
  let signIns = 0;
  const signIn = async () => {
    signIns += 1;
    return new UnsecuredJWT({ 'cognito:groups': groups, n: signIns })
      .setExpirationTime((clock.now + HOUR) / 1000)
      .encode();
  };
  return { clock, session: startSession(signIn, () => clock.now), signIns: () => signIns };
};

describe('a session', () => {
  test('signs in once for all callers', async () => {
    const { session, signIns } = sessionAt();
    const tokens = await Promise.all([session.token(), session.token(), session.token()]);

    expect(new Set([...tokens, await session.token()]).size).toBe(1);
    expect(signIns()).toBe(1);
  });

  test.each([
    ['keeps its token for most of its hour', 54, 1],
    ['signs in again some minutes before it ends', 56, 2],
  ])('%s', async (_, minutes, expected) => {
    const { clock, session, signIns } = sessionAt();
    await session.token();
    clock.now += minutes * 60_000;
    await session.token();

    expect(signIns()).toBe(expected);
  });

  test('signs in again once after a rejected token, however many requests were rejected with it', async () => {
    const { session, signIns } = sessionAt();
    const token = await session.token();
    session.forget(token);
    const fresh = await session.token();
    session.forget(token);

    expect(await session.token()).toBe(fresh);
    expect(signIns()).toBe(2);
  });

  test('is only for administrators', async () => {
    await expect(sessionAt(['customers']).session.token()).rejects.toThrow(RequestError);
  });

  test('recovers after a failed sign-in', async () => {
    let signIns = 0;
    const session = startSession(async () => {
      signIns += 1;
      if (signIns === 1) throw new RequestError('503');
      return new UnsecuredJWT({ 'cognito:groups': ['admin'] }).setExpirationTime('1h').encode();
    });

    await expect(session.token()).rejects.toThrow('503');
    expect(await session.token()).toMatch(/^ey/);
  });
});
