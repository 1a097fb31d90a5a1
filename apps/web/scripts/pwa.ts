import { VitePWA } from 'vite-plugin-pwa';

/**
 * Installable app with an offline shell. Answers of the API are never cached: attendance must not be shown stale, and a
 * shared phone must not keep another person's data.
 */
export const pwa = () =>
  VitePWA({
    registerType: 'prompt',
    injectRegister: false,
    manifest: {
      name: 'Smart Presence',
      short_name: 'Presence',
      description: 'Attendance by face, with consent first.',
      start_url: '/',
      scope: '/',
      display: 'standalone',
      background_color: '#f5f7f9',
      theme_color: '#1f5296',
      icons: [
        { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: '/icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    },
    workbox: {
      // One file: a worker under Trusted Types may not fetch the rest of itself by an address that is plain text.
      inlineWorkboxRuntime: true,
      globPatterns: ['**/*.{html,css,js,svg}'],
      navigateFallback: '/index.html',
      navigateFallbackDenylist: [/^\/api\//, /^\/dev\//, /^\/health$/, /^\/ready$/, /^\/models\//],
      cleanupOutdatedCaches: true,
      // From the first visit on: what a page fetches later is kept for when there is no network.
      clientsClaim: true,
      runtimeCaching: [
        {
          // It names the models, and its own name stays the same.
          urlPattern: ({ url, sameOrigin }) => sameOrigin && url.pathname === '/models/manifest.json',
          handler: 'NetworkFirst',
          options: { cacheName: 'face-manifest', cacheableResponse: { statuses: [200] } },
        },
        {
          // Models and the face runtime carry a content hash in name or query: a cached one never goes stale.
          urlPattern: ({ url, sameOrigin }) =>
            sameOrigin && (url.pathname.startsWith('/models/') || url.pathname.endsWith('.wasm')),
          handler: 'CacheFirst',
          options: {
            cacheName: 'face-models',
            expiration: { maxEntries: 20, purgeOnQuotaError: true },
            cacheableResponse: { statuses: [200] },
          },
        },
      ],
    },
  });
