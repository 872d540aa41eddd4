import { defineConfig } from 'vite';

export default defineConfig({
  base: '/console/',
  build: {
    assetsInlineLimit: 0, // the pages' policy allows no data: URLs of scripts
    chunkSizeWarningLimit: 2000,
    modulePreload: { polyfill: false },
  },
});
