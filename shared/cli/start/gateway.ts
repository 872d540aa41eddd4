import type { PlatformAddresses, Sidecar } from '@ecommerce/platform';
import { type OrderLookup, orderLookup } from './orderLookup.ts';
import { readPublishableKey } from './publishableKey.ts';
import { webApp } from './webApp.ts';

/** The one address of the platform of the repository in `root`: the shop, the other web apps, the start page, and all APIs below `/api`. */
export const gatewayOf = (root: string): Sidecar => ({
  name: 'gateway',
  note: 'the shop; /platform has all other pages, /console/ is for staff, all APIs are below /api',
  isEntrance: true,
  portOffset: 0,
  start: async ({ port }) => {
    const { startGateway } = await import('./gatewayServer.ts');
    const shop = webApp(root, 'shop', { base: '/', takesPayments: true });
    const staff = webApp(root, 'console');
    let addresses: PlatformAddresses | undefined;
    let lookUpOrder: OrderLookup = async () => undefined;
    let paymentKey: (() => Promise<string | undefined>) | undefined;
    const { url, close } = await startGateway({
      port,
      apps: [staff, shop], // the shop has every other path
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
        void shop.build().then(staff.build); // one after the other: the shop is what people open first
      },
      close,
    };
  },
});
