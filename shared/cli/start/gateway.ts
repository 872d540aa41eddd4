import { createHash, randomBytes } from 'node:crypto';
import type { PlatformAddresses, Sidecar } from '@ecommerce/platform';
import paths from '../../gateway/paths.cjs';
import { type OrderLookup, orderLookup } from './orderLookup.ts';
import { readPublishableKey } from './publishableKey.ts';
import { type WebApp, webApp } from './webApp.ts';

/**
 * The one address of the platform of the repository in `root`: the shop, the other web apps, the start page, and all APIs below `/api`.
 *
 * @param isOnly whether the APIs reject requests that did not come through it, as with the stage parameter `gatewayOnly`
 */
export const gatewayOf = (root: string, isOnly = false): Sidecar => ({
  name: 'gateway',
  note: 'the shop; /platform has all other pages, /console/ is for staff, all APIs are below /api',
  isEntrance: true,
  portOffset: 0,
  start: async ({ port }) => {
    const key = randomBytes(32).toString('base64url');
    const { startGateway } = await import('./gatewayServer.ts');
    const apps = paths.apps.map((app) => webApp(root, app));
    let addresses: PlatformAddresses | undefined;
    let lookUpOrder: OrderLookup = async () => undefined;
    let paymentKey: (() => Promise<string | undefined>) | undefined;
    const { url, close } = await startGateway({
      port,
      key,
      apps,
      paymentKey: async () => paymentKey?.(),
      addresses: () => addresses,
      lookUpOrder: (orderId) => lookUpOrder(orderId),
    });
    return {
      url,
      variables: {
        SHOP_URL: url, // the stage parameter shopUrl
        GATEWAY_KEY_HASH: createHash('sha256').update(key).digest('hex'),
        ...(isOnly ? { GATEWAY_ONLY: 'yes' } : {}),
      },
      onReady: (ready) => {
        addresses = ready;
        lookUpOrder = orderLookup(ready);
        paymentKey = () => readPublishableKey(ready);
        void buildAll(apps.toReversed()); // the shop, which comes last as it has every other path, is what people open first
      },
      close,
    };
  },
});

/** Builds the apps one after the other. */
const buildAll = async (apps: readonly WebApp[]): Promise<void> => {
  for (const app of apps) await app.build();
};
