import { generate } from './generate/generate.js'
import { providers } from './providers.js'

for (const provider of providers) {
  const start = performance.now()
  await generate(provider)
  console.log(`generated/${provider.name} in ${((performance.now() - start) / 1000).toFixed(1)} s`)
}
