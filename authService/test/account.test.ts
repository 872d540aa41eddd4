import { describe, expect, test } from '@jest/globals';
import { ConfirmSignUpBody, SignInBody, SignUpBody, usernameOf, userOf } from '../src/account.ts';

const account = { email: 'ann@example.com', fullName: 'Ann Lee', password: 'passwrod123' };
const problems = (
  schema: { safeParse(value: unknown): { error?: { issues: { path: PropertyKey[] }[] } | undefined } },
  value: unknown,
) => schema.safeParse(value).error?.issues.map(({ path }) => path.join('.'));

describe('the username of a full name', () => {
  test.each([
    ['Ann Lee', 'Ann_Lee'],
    ['Ann  \t Marie\nLee', 'Ann_Marie_Lee'],
    ['Ann', 'Ann'],
    ['李 安', '李_安'],
  ])('%j becomes %j: runs of white space are one underscore', (fullName, username) => {
    expect(usernameOf(fullName)).toBe(username);
  });
});

describe('a sign-up body', () => {
  test('is taken as it is, the mail address in lower case', () => {
    expect(SignUpBody.parse({ ...account, email: ' Ann@Example.COM ' })).toEqual(account);
  });

  test.each([
    ['no email', { ...account, email: undefined }, 'email'],
    ['a number for an email', { ...account, email: 5 }, 'email'],
    ['an email without @', { ...account, email: 'ann' }, 'email'],
    ['an email of 10 kB', { ...account, email: `${'a'.repeat(10_000)}@example.com` }, 'email'],
    ['an empty name', { ...account, fullName: '' }, 'fullName'],
    ['a name of white space', { ...account, fullName: '  ' }, 'fullName'],
    ['a name of 10 kB', { ...account, fullName: 'a'.repeat(10_000) }, 'fullName'],
    ['a name that is a mail address', { ...account, fullName: 'ann@example.com' }, 'fullName'],
    ['a name with a control character', { ...account, fullName: 'Ann\u0007Lee' }, 'fullName'],
    ['an empty password', { ...account, password: '' }, 'password'],
    ['a list for a password', { ...account, password: ['passwrod123'] }, 'password'],
    ['an unknown field', { ...account, role: 'admin' }, ''],
  ])('with %s is refused', (_, body, path) => {
    expect(problems(SignUpBody, body)).toContain(path);
  });

  test('takes names in any script and with emoji', () => {
    expect(problems(SignUpBody, { ...account, fullName: 'Ångström 🦊' })).toBeUndefined();
  });
});

describe('who a body speaks of', () => {
  test.each([
    ['the full name', { fullName: 'Ann Lee', password: 'x' }],
    ['the email', { email: 'ann@example.com', password: 'x' }],
  ])('%s is enough', (_, body) => {
    expect(problems(SignInBody, body)).toBeUndefined();
  });

  test.each([
    ['neither', { password: 'x' }],
    ['both', { fullName: 'Ann', email: 'ann@example.com', password: 'x' }],
  ])('%s is refused', (_, body) => {
    expect(problems(SignInBody, body)).toEqual(['fullName']);
  });

  test('a confirmation needs its code', () => {
    expect(problems(ConfirmSignUpBody, { fullName: 'Ann' })).toContain('confirmationCode');
  });
});

test('a user row is made of the Cognito attributes, its key the sub', () => {
  const createdAt = new Date('2026-01-02T03:04:05Z');

  expect(userOf({ sub: 's-1', name: 'Ann Lee', email: 'ann@example.com' }, createdAt)).toEqual({
    userId: 's-1',
    fullName: 'Ann Lee',
    email: 'ann@example.com',
    createdAt: '2026-01-02T03:04:05.000Z',
  });
});
