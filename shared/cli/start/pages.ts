import type { PlatformAddresses, Sidecar } from '@ecommerce/platform';

/** Returns the page of the APIs of the services in `root`. It lists a service once it responds. */
export const pagesOf = (root: string): Sidecar => ({
  name: 'pages',
  note: 'the reference of every route, with a form to try it',
  portOffset: 12,
  start: async ({ port }) => {
    const { startApiPages } = await import('./apiPages.ts');
    let addresses: Pick<PlatformAddresses, 'apis' | 'urls'> = { apis: {}, urls: {} };
    const { url, close } = await startApiPages({ port, root, addresses: () => addresses });
    return {
      url,
      onReady: (ready) => {
        addresses = ready;
      },
      close,
    };
  },
});
