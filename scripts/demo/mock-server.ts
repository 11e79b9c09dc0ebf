import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface MockServer {
  readonly url: string
  /** Its request log so far. */
  readonly log: readonly string[]
  /** The log's first line that matches, and as many of those after it; waits for them. */
  logged(pattern: RegExp, following: number): Promise<readonly string[]>
  /** Ends it; false when it did not end as it should. */
  stop(): Promise<boolean>
}

const root = join(import.meta.dirname, '../..')
const PATIENCE_MS = 5000

/** Starts `tradespec mock` on a free port, as a process of its own. Rejects when it does not come up. */
export async function startMock(...options: readonly string[]): Promise<MockServer> {
  const args = ['--import', import.meta.resolve('tsx'), 'src/cli/main.ts', 'mock', '--port', '0', ...options]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const log: string[] = []
  const lines = createInterface({ input: child.stdout })
  const url = await firstLine(child, lines)
  lines.on('line', (line) => log.push(line))

  return {
    url,
    log,
    async logged(pattern, following) {
      const giveUp = performance.now() + PATIENCE_MS
      for (;;) {
        const at = log.findIndex((line) => pattern.test(line))
        if (at >= 0 && log.length > at + following) return log.slice(at, at + following + 1)
        if (performance.now() > giveUp) throw new Error(`the mock's log has no line like ${pattern}`)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    async stop() {
      const late = setTimeout(kill, PATIENCE_MS)
      child.kill('SIGTERM')
      const code = await ended
      clearTimeout(late)
      process.off('exit', kill)
      return code === 0
    },
  }
}

/** Says where it listens. */
function firstLine(child: ChildProcess, lines: NodeJS.EventEmitter): Promise<string> {
  return new Promise((resolve, reject) => {
    lines.once('line', (line: string) => resolve((JSON.parse(line) as { url: string }).url))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the mock server ended with exit code ${code} before it was ready`)))
  })
}
