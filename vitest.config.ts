import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: '#platform', replacement: at('src/core/platform/node.ts') },
      { find: /^tradespec\/binance\/mocks$/, replacement: at('src/mocks/binance/index.ts') },
      { find: /^tradespec\/binance\/(schemas|operations)$/, replacement: at('src/binance/$1.ts') },
      { find: /^tradespec\/binance$/, replacement: at('src/binance/index.ts') },
      { find: /^tradespec$/, replacement: at('src/index.ts') },
    ],
  },
  test: {
    include: ['test/{unit,contract}/**/*.test.ts'],
    testTimeout: 30_000,
    // Two workers: the machines this runs on have two cores.
    maxWorkers: 2,
  },
})
