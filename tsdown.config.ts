import { existsSync } from 'node:fs'
import { defineConfig } from 'tsdown'

/** One file of `dist` each. The two platforms are entries because `#platform` picks between them where the package is used, not where it is built. */
const entries: Record<string, string> = {
  index: 'src/index.ts',
  ...Object.assign({}, ...['binance', 'qe', 'qmt'].map(entriesOf)),
  'binance/spot': 'src/binance/spot.ts',
  cli: 'src/cli/main.ts',
  'platform-node': 'src/core/platform/node.ts',
  'platform-web': 'src/core/platform/web.ts',
}

/** What each provider's package paths are made of. */
function entriesOf(provider: string): Record<string, string> {
  return {
    [`${provider}/index`]: `src/${provider}/index.ts`,
    [`${provider}/operations`]: `src/${provider}/operations.ts`,
    [`${provider}/schemas`]: `src/${provider}/schemas.ts`,
    [`${provider}/mocks`]: `src/mocks/${provider}/index.ts`,
  }
}

/** Of core/ws, what is needed to ask for a connection; the rest is loaded when one is. */
const asked = ['emitter', 'line-events', 'queue', 'buffer', 'line-options', 'reconnect', 'standard-socket']

const leftOut = [
  'platform',
  'signing',
  'raw',
  'sockets',
  'zod-schemas',
  'answers',
  'code-points',
  'python-json',
  'http[\\\\/]call-limit',
  `ws[\\\\/](?!(?:${asked.join('|')})\\.)`,
]

export default defineConfig({
  entry: Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(source))),
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  fixedExtension: false,
  tsconfig: 'tsconfig.build.json',
  dts: { entry: ['src/index.ts', 'src/{binance,qe,qmt}/{index,operations,schemas}.ts', 'src/binance/spot.ts', 'src/mocks/*/index.ts'] },
  deps: { neverBundle: ['#platform', /^node:/], skipNodeModulesBundle: true },
  outputOptions: {
    chunkFileNames: 'shared/[name].js',
    codeSplitting: {
      // What several entries need lives once, so that an error class is the same class wherever it is imported from. One file loads faster than ten.
      // Left out: what needs a platform (the platforms need core: a cycle), what needs zod or openapi-fetch, the check of answers (most clients do
      // without any of these), and what a single provider needs.
      // Connections are a file of their own: most programs open none.
      groups: [
        { name: 'core', test: new RegExp(`[\\\\/]src[\\\\/]core[\\\\/](?!${leftOut.join('|')})[^.]*\\.ts$`) },
        { name: 'connections', test: new RegExp(`[\\\\/]src[\\\\/]core[\\\\/]ws[\\\\/](?!(?:${asked.join('|')})\\.)[^.]*\\.ts$`) },
      ],
    },
  },
})
