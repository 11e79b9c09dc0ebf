#!/usr/bin/env node
import { runMock } from './mock.js'
import { USAGE, UsageError } from './usage.js'

const [command, ...args] = process.argv.slice(2)

try {
  if (command === undefined || command === 'help' || process.argv.includes('--help') || process.argv.includes('-h')) console.log(USAGE)
  else if (command === 'mock') await runMock(args)
  else throw new UsageError(`there is no command "${command}"`)
} catch (error) {
  if (error instanceof UsageError) console.error(`tradespec: ${error.message}\n\n${USAGE}`)
  else console.error(`tradespec: ${error instanceof Error ? error.message : 'failed'}`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
