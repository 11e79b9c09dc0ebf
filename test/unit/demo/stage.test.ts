import { describe, expect, test } from 'vitest'
import { plain } from '../../../scripts/demo/paint.js'
import { createStage, isLive } from '../../../scripts/demo/stage.js'

const show = (live: boolean): string[] => {
  const lines: string[] = []
  const picture = createStage((line) => lines.push(line), plain, live).picture()
  picture.show(['a', 'b'])
  picture.show(['c', 'd'])
  picture.end()
  return lines
}

describe('a picture', () => {
  test('is written once where it cannot be redrawn', () => {
    expect(show(false)).toEqual(['   c', '   d'])
  })

  test('is drawn over what was there on a terminal', () => {
    expect(show(true)).toEqual(['\u001b[2K   a', '\u001b[2K   b', '\u001b[2A\u001b[2K   c', '\u001b[2K   d'])
  })
})

test('redrawing is for terminals that are large enough and know how', () => {
  const terminal = { isTTY: true, columns: 80, rows: 24 }
  expect(isLive(terminal, { TERM: 'xterm' })).toBe(true)
  expect(isLive(terminal, { TERM: 'dumb' })).toBe(false)
  expect(isLive({ ...terminal, columns: 79 }, {})).toBe(false)
  expect(isLive({ ...terminal, rows: 16 }, {})).toBe(false)
  expect(isLive({}, {})).toBe(false)
})
