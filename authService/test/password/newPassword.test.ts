import { describe, expect, test } from '@jest/globals';
import { checkNewPassword } from '../../src/password/newPassword.ts';

describe('a new password', () => {
  test.each(['passwrod123', 'PASSWROD123', 'пароль-2026', 'with a space 1', '12345678x', `${'a'.repeat(255)}1`])(
    '%j is accepted: 8 characters or more, a letter and a digit',
    (password) => {
      expect(() => checkNewPassword(password)).not.toThrow();
    },
  );

  test.each([
    ['', 'must have 8 characters or more'],
    ['abcdef1', 'must have 8 characters or more'],
    ['😀😀😀a1', 'must have 8 characters or more'],
    ['allletters', 'must contain a digit'],
    ['٣٤٥٦٧٨٩letters', 'must contain a digit'],
    ['1234567890', 'must contain a letter'],
    [' passwrod123', 'must not begin or end with white space'],
    ['password123', 'is one of the most used passwords'],
    ['Passw0rd', 'is one of the most used passwords'],
    ['P@SSW0RD', 'is one of the most used passwords'],
    ['qwerty123', 'is one of the most used passwords'],
  ])('%j is rejected: %s', (password, message) => {
    expect(() => checkNewPassword(password)).toThrow(
      expect.objectContaining({ code: 'INVALID_PASSWORD', data: { issues: [{ path: 'password', message }] } }),
    );
  });
});
