import { generate } from './generate/generate.js'
import { providers } from './providers.js'

const [only] = process.argv.slice(2)
for (const provider of providers.filter(({ name }) => only === undefined || name === only)) {
  const start = performance.now()
  await generate(provider)
  console.log(`generated/${provider.name} in ${((performance.now() - start) / 1000).toFixed(1)} s`)
}
