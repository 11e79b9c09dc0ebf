import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Used heap after a collection, MB. */
export function heapMb(): number {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  gc()
  gc()
  return process.memoryUsage().heapUsed / 1e6
}
