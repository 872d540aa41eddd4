import type { PlatformAddresses, Sidecar } from '@ecommerce/platform';
import paths from '../../gateway/paths.cjs';
import { type OrderLookup, orderLookup } from './orderLookup.ts';
import { readPublishableKey } from './publishableKey.ts';
import { type WebApp, webApp } from './webApp.ts';

/** The one address of the platform of the repository in `root`: the shop, the other web apps, the start page, and all APIs below `/api`. */
export const gatewayOf = (root: string): Sidecar => ({
  name: 'gateway',
  note: 'the shop; /platform has all other pages, /console/ is for staff, all APIs are below /api',
  isEntrance: true,
  portOffset: 0,
  start: async ({ port }) => {
    const { startGateway } = await import('./gatewayServer.ts');
    const apps = paths.apps.map((app) => webApp(root, app));
    let addresses: PlatformAddresses | undefined;
    let lookUpOrder: OrderLookup = async () => undefined;
    let paymentKey: (() => Promise<string | undefined>) | undefined;
    const { url, close } = await startGateway({
      port,
      apps,
      paymentKey: async () => paymentKey?.(),
      addresses: () => addresses,
      lookUpOrder: (orderId) => lookUpOrder(orderId),
    });
    return {
      url,
      variables: { SHOP_URL: url, COOKIE_ORIGIN: url }, // the stage parameters shopUrl and cookieOrigin
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
