import type { PlatformAddresses, Sidecar } from '@ecommerce/platform';
import { type OrderLookup, orderLookup } from './orderLookup.ts';
import { webApp } from './webApp.ts';

/** The one address of the platform of the repository in `root`: its start page, the web apps, and all APIs below `/api`. */
export const gatewayOf = (root: string): Sidecar => ({
  name: 'gateway',
  note: 'start here: what is running, with all pages; all APIs below /api',
  isEntrance: true,
  portOffset: 0,
  start: async ({ port }) => {
    const { startGateway } = await import('./gatewayServer.ts');
    const apps = [webApp(root, 'console')];
    let addresses: PlatformAddresses | undefined;
    let lookUpOrder: OrderLookup = async () => undefined;
    const { url, close } = await startGateway({
      port,
      apps,
      addresses: () => addresses,
      lookUpOrder: (orderId) => lookUpOrder(orderId),
    });
    return {
      url,
      onReady: (ready) => {
        addresses = ready;
        lookUpOrder = orderLookup(ready);
        for (const app of apps) void app.build();
      },
      close,
    };
  },
});
