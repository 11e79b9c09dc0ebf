/** Noise that flows: fixed at whole steps of `period`, smooth and monotonous between them. */
export interface Waves {
  /** From -1 to 1. */
  at(key: string, time: number, period: number): number
  /** Bounds of the wave between two times; once it has turned often in between, its utmost ones. */
  range(key: string, from: number, to: number, period: number): readonly [low: number, high: number]
}

/** Beyond so many turns nobody can tell the bounds from the utmost ones. */
const MOST_TURNS = 40

export function createWaves(noise: (key: string) => number): Waves {
  const turn = (key: string, period: number, step: number) => noise(`${key}:${period}:${step}`)
  const at: Waves['at'] = (key, time, period) => {
    const step = Math.floor(time / period)
    const t = time / period - step
    const smooth = t * t * (3 - 2 * t)
    return turn(key, period, step) * (1 - smooth) + turn(key, period, step + 1) * smooth
  }
  return {
    at,
    range(key, from, to, period) {
      const [first, last] = [Math.floor(from / period) + 1, Math.ceil(to / period) - 1]
      if (last - first >= MOST_TURNS) return [-1, 1]
      const values = [at(key, from, period), at(key, to, period)]
      for (let step = first; step <= last; step += 1) values.push(turn(key, period, step))
      return [Math.min(...values), Math.max(...values)]
    },
  }
}
