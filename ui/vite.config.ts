import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const OUT = '../target/classes/META-INF/ui';
/** A daemon to develop against: `GORB=http://127.0.0.1:4672 npm run dev`. */
const daemon = process.env.GORB ?? 'http://127.0.0.1:4672';

/** Beside every file its compressed form, so that the daemon need not compress. */
const packed = {
  name: 'packed',
  closeBundle() {
    for (const name of readdirSync(OUT)) {
      if (!name.endsWith('.gz')) {
        writeFileSync(`${OUT}/${name}.gz`, gzipSync(readFileSync(`${OUT}/${name}`), { level: 9 }));
      }
    }
  },
};

export default defineConfig({
  // Addresses are relative, so that a proxy may serve all of gorb under a path of its own.
  base: './',
  build: {
    outDir: OUT,
    emptyOutDir: true,
    assetsDir: '',
    modulePreload: false,
    rolldownOptions: {
      output: { entryFileNames: 'ui-[hash:8].js', chunkFileNames: 'part-[hash:8].js', assetFileNames: 'ui-[hash:8][extname]' },
    },
  },
  server: {
    proxy: { '^/(service|state|plan|confirm|revisions|diff|rollback|drift|events)': { target: daemon } },
  },
  plugins: [packed],
});
