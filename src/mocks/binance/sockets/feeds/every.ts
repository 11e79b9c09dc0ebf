import { STEP_MS } from '../../market/steps.js'
import type { Feed } from './feed.js'

/** Sends in every step that ends a span of so many ms. */
export const everyMs =
  (ms: number, payload: (time: number, step: number) => unknown): Feed =>
  (step) =>
    step % (ms / STEP_MS) === 0 ? [payload(step * STEP_MS, step)] : []
