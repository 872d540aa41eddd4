import { randomBytes, scrypt } from 'node:crypto';

const HASH_BYTES = 32;

export const newSalt = (): string => randomBytes(16).toString('base64');

/** Returns a hash for comparing passwords that is expensive to attack by guessing. */
export const hashPassword = (password: string, salt: string): Promise<string> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), Buffer.from(salt, 'base64'), HASH_BYTES, (error, hash) =>
      error ? reject(error) : resolve(hash.toString('base64')),
    );
  });
