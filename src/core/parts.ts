import type { Reading, Readings } from './answers/reading.js'
import type { Shape, Shapes } from './answers/shape.js'
import type { Operation } from './operation.js'

/** How the pieces of a part of an API are loaded: its table, the shapes of its answers, and how drifting fields in them are read. */
export interface PartSource {
  readonly table: () => Promise<{ readonly operations: Readonly<Record<string, Operation>> }>
  readonly answers: () => Promise<{ readonly answers: Readonly<Record<string, Shape>>; readonly shapes: Shapes }>
  readonly readings?: () => Promise<{ readonly readings: Readonly<Record<string, Reading>>; readonly namedReadings: Readings }>
}
