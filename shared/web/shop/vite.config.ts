import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    assetsInlineLimit: 0, // the pages' policy allows no data: URLs of scripts
    modulePreload: { polyfill: false },
  },
});
