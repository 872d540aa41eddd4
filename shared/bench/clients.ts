import type { PlatformFile } from '../cli/platformTarget.ts';
import { type Account, createAccount } from '../cli/shopClient.ts';

/** Number of concurrent clients in the measurements of carts and orders. */
export const CLIENTS = 16;

/** Signs customers up and in by the routes, by default one for each client. */
export const customers = async (addresses: PlatformFile, count = CLIENTS): Promise<Account[]> => {
  const accounts: Account[] = [];
  for (let index = 1; index <= count; index += 1) {
    accounts.push(await createAccount(addresses, `Customer ${index}`));
  }
  return accounts;
};

/** Runs something `count` times, shared by the clients, each of which starts its next run after its last. */
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
