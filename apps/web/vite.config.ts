import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { faceRuntimeBytes } from './scripts/face-runtime.ts';
import { precompress } from './scripts/precompress.ts';
import { pwa } from './scripts/pwa.ts';
import { reportSizes } from './scripts/sizes.ts';
import { themeCss } from './scripts/theme-css.ts';

const api = process.env.API_URL ?? 'http://127.0.0.1:3000';
const proxied = ['/api', '/health', '/ready', '/models'];

export default defineConfig({
  plugins: [themeCss(), faceRuntimeBytes(), react(), pwa(), reportSizes(), precompress()],
  build: {
    // What addresses say is read before any page: one small file in place of a dozen.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'searches', test: /-search\.ts$/ }] } } },
    target: 'es2023',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: api }])),
  },
});
