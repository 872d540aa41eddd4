import type { PlatformFile } from '../cli/platformTarget.ts';
import { type Account, createAccount } from '../cli/shopClient.ts';

/** How many ask at once, wherever carts and orders are measured. */
export const CLIENTS = 16;

/** Customers, one for each client unless told otherwise, who signed up and signed in by the routes. */
export const customers = async (addresses: PlatformFile, count = CLIENTS): Promise<Account[]> => {
  const accounts: Account[] = [];
  for (let index = 1; index <= count; index += 1) {
    accounts.push(await createAccount(addresses, `Customer ${index}`));
  }
  return accounts;
};

/** Does something `count` times, each client the next after its last. */
export const byClients = async <Client>(
  clients: readonly Client[],
  count: number,
  work: (index: number, client: Client) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (next < count) await work(next++, client);
    }),
  );
};
