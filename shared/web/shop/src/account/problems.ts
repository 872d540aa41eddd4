import { ShopError } from '@ecommerce/client';
import { problemText } from '../parts/problem.tsx';
import type { Texts } from '../texts.ts';

/** Says why something about an account was refused. */
export const accountProblem = (t: Texts, error: unknown): string | undefined => {
  if (error === null || error === undefined) return undefined;
  switch (error instanceof ShopError ? error.code : undefined) {
    case 'INVALID_CREDENTIALS':
      return t.sign.wrong;
    case 'INVALID_CONFIRMATION_CODE':
      return t.sign.wrongCode;
    case 'INVALID_PASSWORD':
      return t.sign.weak;
    case 'PASSWORD_RESET_REQUIRED':
      return t.sign.resetRequired;
    case 'FORBIDDEN':
      return t.sign.forbidden;
    case 'LAST_ADMIN':
      return t.account.lastAdmin;
    case 'ADDRESS_BOOK_FULL':
      return t.account.bookFull;
    default:
      return problemText(t, error);
  }
};
