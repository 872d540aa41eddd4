import type { PlatformAddresses, Sidecar } from '@ecommerce/platform';
import { type OrderLookup, orderLookup } from './orderLookup.ts';

/** The one address of the platform: its start page, and all APIs below `/api`. */
export const gateway: Sidecar = {
  name: 'gateway',
  note: 'start here: what is running, with all pages; all APIs below /api',
  isEntrance: true,
  portOffset: 0,
  start: async ({ port }) => {
    const { startGateway } = await import('./gatewayServer.ts');
    let addresses: PlatformAddresses | undefined;
    let lookUpOrder: OrderLookup = async () => undefined;
    const { url, close } = await startGateway({
      port,
      addresses: () => addresses,
      lookUpOrder: (orderId) => lookUpOrder(orderId),
    });
    return {
      url,
      onReady: (ready) => {
        addresses = ready;
        lookUpOrder = orderLookup(ready);
      },
      close,
    };
  },
};
