import { describe, expect, test } from '@jest/globals';
import {
  anotherUsernameOf,
  ConfirmSignUpBody,
  ResendCodeBody,
  SignInBody,
  SignUpBody,
  usernameOf,
} from '../../src/account/account.ts';

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
    ['علی\u200cرضا محمدی', 'علیرضا_محمدی'],
    ['ප්\u200dරියන්ත', 'ප්රියන්ත'],
    ['👩\u200d🚀', '👩🚀'],
  ])('%j becomes %j: runs of white space are one underscore', (fullName, username) => {
    expect(usernameOf(fullName)).toBe(username);
  });
});

describe('another username of a full name', () => {
  test('has a short random suffix', () => {
    expect(anotherUsernameOf('Ann Lee')).toMatch(/^Ann_Lee_[0-9a-z]{7}$/);
    expect(anotherUsernameOf('Ann Lee')).not.toBe(anotherUsernameOf('Ann Lee'));
  });

  test('has 128 characters at most', () => {
    expect(anotherUsernameOf('a'.repeat(128))).toHaveLength(128);
  });
});

describe('a sign-up body', () => {
  test('keeps its values, with the email address in lower case', () => {
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
    ['a name that is a mail address of another script', { ...account, fullName: 'josé@bücher.example' }, 'fullName'],
    ['a name of joiners', { ...account, fullName: '\u200c\u200d' }, 'fullName'],
    ['a name of fillers', { ...account, fullName: '\u3164\u115f\u2800' }, 'fullName'],
    ['a name of a selector and marks alone', { ...account, fullName: '\ufe0f\u034f' }, 'fullName'],
    ['a name that turns the direction of text', { ...account, fullName: 'Ann \u202eLee' }, 'fullName'],
    ['a name with a zero-width space', { ...account, fullName: 'Ann\u200bLee' }, 'fullName'],
    ['an address that no mail goes to', { ...account, email: 'ann..lee@example.com' }, 'email'],
    ['an empty password', { ...account, password: '' }, 'password'],
    ['a list for a password', { ...account, password: ['passwrod123'] }, 'password'],
    ['an unknown field', { ...account, role: 'admin' }, ''],
  ])('with %s is rejected', (_, body, path) => {
    expect(problems(SignUpBody, body)).toContain(path);
  });

  test('accepts names in any script and with emoji', () => {
    for (const fullName of [
      'Ångström 🦊',
      'علی\u200cرضا',
      'ප්\u200dරියන්ත',
      '👩\u200d🚀 Ann',
      "D’Arcy O'Neil-Łukasz",
      '李 安',
    ])
      expect(SignUpBody.parse({ ...account, fullName })).toEqual({ ...account, fullName });
  });

  test('is the same whether names and passwords are composed (NFC) or not', () => {
    const composed = { ...account, fullName: 'José Núñez', password: 'pässwörd-1' };
    const decomposed = {
      ...composed,
      fullName: composed.fullName.normalize('NFD'),
      password: composed.password.normalize('NFD'),
    };

    expect(SignUpBody.parse(decomposed)).toEqual(composed);
    expect(SignInBody.parse({ fullName: decomposed.fullName, password: decomposed.password })).toEqual({
      fullName: composed.fullName,
      password: composed.password,
    });
  });

  test.each(['info@xn--80akhbyknj4f.xn--p1ai', 'a&b@example.com', "o'brien@example.ie"])(
    'accepts the address %s',
    (email) => {
      expect(SignUpBody.parse({ ...account, email })).toEqual({ ...account, email });
    },
  );
});

describe('the identifier in a body', () => {
  test.each([
    ['the full name', { fullName: 'Ann Lee', password: 'x' }],
    ['the email', { email: 'ann@example.com', password: 'x' }],
  ])('%s is enough', (_, body) => {
    expect(problems(SignInBody, body)).toBeUndefined();
  });

  test.each([
    ['neither', { password: 'x' }],
    ['both', { fullName: 'Ann', email: 'ann@example.com', password: 'x' }],
  ])('%s is rejected', (_, body) => {
    expect(problems(SignInBody, body)).toEqual(['fullName']);
  });

  test('both are accepted while an account waits for its code', () => {
    const both = { fullName: 'Ann', email: 'ann@example.com' };
    expect(problems(ResendCodeBody, both)).toBeUndefined();
    expect(problems(ConfirmSignUpBody, { ...both, confirmationCode: '123456' })).toBeUndefined();
    expect(problems(ResendCodeBody, {})).toEqual(['fullName']);
  });

  test('a confirmation needs its code', () => {
    expect(problems(ConfirmSignUpBody, { fullName: 'Ann' })).toContain('confirmationCode');
  });
});
