import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  define: { 'process.env.NODE_ENV': '"production"' },
  esbuild: { jsx: 'automatic' },
  build: { minify: false, chunkSizeWarningLimit: 20000, rollupOptions: { onwarn() {} } },
});
