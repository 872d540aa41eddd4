import type { Caller } from '@ecommerce/shared/auth.ts';
import { callerEmail } from '@ecommerce/shared/callerEmail.ts';
import { DomainError } from '@ecommerce/shared/errors.ts';
import { idOfKey, keyReused } from '@ecommerce/shared/idempotency.ts';
import type { NewImport } from './importRequests.ts';
import { putImportOnce, readImport } from './importStore.ts';
import { KEPT_SECONDS, type ProductImport } from './productImport.ts';

/** The namespace of the ids of imports that were made with an `Idempotency-Key`. */
const IMPORT_NAMESPACE = 'b8a2f0de-52a1-4a63-9f0e-3a7d3f3f3c55';

/**
 * Creates an import that waits for its file. Repeating the request with the same key returns the same import.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED for another file with the same key, EMAIL_NOT_VERIFIED
 */
export const createImport = async (
  caller: Caller,
  { fileName, dryRun }: NewImport,
  { locale, idempotencyKey }: { locale: string | undefined; idempotencyKey: string | undefined },
): Promise<ProductImport> => {
  const now = new Date();
  const made = await putImportOnce({
    id: idOfKey(idempotencyKey, IMPORT_NAMESPACE, caller.userId),
    ...{ status: 'waiting', fileName, dryRun, by: caller.userId, email: await callerEmail(caller), locale },
    ...{ createdAt: now.toISOString(), updatedAt: now.toISOString() },
    expiresAt: Math.ceil(now.getTime() / 1000) + KEPT_SECONDS,
    ...{ done: 0, position: 0, refused: [], refusedRows: 0, starts: 0 },
  });
  if (made.fileName === fileName && made.dryRun === dryRun) return made;
  throw keyReused('another import');
};

/** Returns an import. @throws DomainError IMPORT_NOT_FOUND */
export const getImport = async (id: string): Promise<ProductImport> => {
  const found = await readImport(id);
  if (found?.status !== undefined) return found;
  throw new DomainError('IMPORT_NOT_FOUND', 'There is no such import, or it is older than a month.');
};
