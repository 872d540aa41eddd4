import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { CognitoError } from '../errors.ts';
import type { UserPool } from '../pools/pools.ts';

/** The default of scrypt's cost N. */
export const PASSWORD_COST = 16_384;
const MORE_COST = { r: 8, p: 1 };
const KEY_BYTES = 32;

const derive = (password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });

type Cost = { passwordCost: number };

/** `scrypt$N$r$p$salt$key`: the cost is kept with the hash, so that it may be raised later. */
export const hashPassword = async ({ passwordCost: N }: Cost, password: string): Promise<string> => {
  const { r, p } = MORE_COST;
  const salt = randomBytes(16);
  const key = await derive(password, salt, { N, r, p });
  return ['scrypt', N, r, p, salt.toString('base64'), key.toString('base64')].join('$');
};

/**
 * Returns whether the password matches the hash. Without a hash it takes as long and returns false, so that timing does not reveal who
 * exists.
 */
export const isPassword = async (
  { passwordCost }: Cost,
  password: string,
  hash: string | undefined,
): Promise<boolean> => {
  const [, N = passwordCost, r = MORE_COST.r, p = MORE_COST.p, salt = '', key = ''] = hash?.split('$') ?? [];
  const expected = Buffer.from(key, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), { N: Number(N), r: Number(r), p: Number(p) });
  return expected.length === actual.length && timingSafeEqual(actual, expected);
};

/** AWS's symbols; a space counts too, and the API rejects it at either end. */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/**
 * @param wording SignUp says `did not conform with`, the operations that replace a password `does not conform to`.
 * @throws {CognitoError} InvalidPasswordException with the first rule that the password breaks.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
 */
export const checkPasswordPolicy = (
  pool: UserPool,
  password: string,
  wording: 'did not conform with' | 'does not conform to',
): void => {
  const policy = pool.properties.Policies.PasswordPolicy;
  const rules: [broken: boolean, message: string][] = [
    [password.length < policy.MinimumLength, 'Password not long enough'],
    [policy.RequireUppercase && !/[A-Z]/.test(password), 'Password must have uppercase characters'],
    [policy.RequireLowercase && !/[a-z]/.test(password), 'Password must have lowercase characters'],
    [policy.RequireNumbers && !/[0-9]/.test(password), 'Password must have numeric characters'],
    [policy.RequireSymbols && !SYMBOL.test(password), 'Password must have symbol characters'],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken) throw new CognitoError('InvalidPasswordException', `Password ${wording} policy: ${broken[1]}`);
};
